/** Han characters, and the punctuation that is written with them. */
const character = '[\\u3000-\\u303f\\u4e00-\\u9fff\\uff00-\\uffef“”‘’…]';
const spaces = new RegExp(`(?<=${character}) +(?=${character})`, 'g');

/** Chinese has no spaces between its characters: takes out those that a folded line of YAML or a filled placeholder leaves. */
export const closeUp = (text: string): string => text.replace(spaces, '');
