/** Hands a file to the reader. */
export function download(name: string, type: string, content: BlobPart): void {
  const link = document.createElement('a');
  const address = URL.createObjectURL(new Blob([content], { type }));
  link.href = address;
  link.download = name;
  link.click();
  // Safari reads it after the click; kept for good, it would stay in memory.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}
