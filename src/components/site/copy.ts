/** Puts a text on the clipboard: by the browser's own way where the page is secure, and by a selection where it is not (plain http). */

/** The older way: copies what is selected, in a field that is there only for that. */
function copySelected(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  // Seen by nobody, yet where the reader is: a focus elsewhere would scroll the page.
  field.style.cssText = 'position: fixed; inset: 0 auto auto 0; opacity: 0;';
  document.body.append(field);
  field.select();
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way without https
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}

/** False when the browser allows neither way; then the text should be shown, selected, to be copied by hand. */
export async function copyText(text: string): Promise<boolean> {
  // Not there on an insecure page, whatever the types say.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  try {
    if (clipboard) {
      await clipboard.writeText(text);
      return true;
    }
  } catch {
    // Inside other apps the clipboard is often closed.
  }
  return copySelected(text);
}
