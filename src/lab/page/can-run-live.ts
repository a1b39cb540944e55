/** Whether this browser can suspend WebAssembly stacks (JSPI), on which the world's threads stand. */
export function canRunLive(): boolean {
  return typeof WebAssembly === 'object' && 'Suspending' in WebAssembly && 'promising' in WebAssembly;
}
