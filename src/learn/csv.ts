/** Rows as CSV (RFC 4180), safe to open in a spreadsheet. */

export type Cell = string | number | null;

/** Spreadsheets take text that begins so for a formula, some also behind spaces and in the full width of Chinese typing. */
const formula = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

function cellOf(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  // A quotation mark in front is what spreadsheets themselves use for "this is text".
  const text = formula.test(cell) ? `'${cell}` : cell;
  return text === cell && !/[",\r\n]/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

/** Begins with a byte order mark, without which Excel reads Chinese as something else. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')}`;
}
