/**
 * The data of labs by its address. It lies in files of its own, for who only reads does not need it: the build has it at hand, in a page
 * it is fetched at the first touch. The directive that does so (touch.ts) is a script apart from the lab's own code, so the two meet in
 * the page's global object.
 */
declare global {
  var waitlabData: Map<string, unknown> | undefined;
}

export function handOver(address: string, data: unknown): void {
  (globalThis.waitlabData ??= new Map()).set(address, data);
}

/** What was handed over for this address; an Error if nothing was. Says nothing of its shape: the same build wrote both ends. */
export function handed(address: string): unknown {
  const data = globalThis.waitlabData?.get(address);
  if (data === undefined) throw new Error(`nothing was fetched from ${address}`);
  return data;
}
