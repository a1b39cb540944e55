/**
 * Stands in for `@codesandbox/nodebox`, which sandpack-client imports for its templates of Node: its licence is not an open one, so no byte
 * of it is shipped. The editor never starts it; whoever does is told so.
 */
export const INJECT_MESSAGE_TYPE = 'none';
export const PREVIEW_LOADED_MESSAGE_TYPE = 'none';

export function Nodebox(): never {
  throw new Error(
    'Nodebox is no part of this site, because its licence is not an open one: choose a template without Node.',
  );
}
