/** A table as CSV, by RFC 4180. No cell can become a formula in a spreadsheet: one that would is preceded by an apostrophe. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** What a spreadsheet takes for the beginning of a formula; a number with a sign is none. */
const FORMULA = /^\s*[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;

function cell(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A table as Markdown, for chat and issues. The first row is its head. */
export function markdownOf([head = [], ...body]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text) => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |\n`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('');
}

/** A table as JSON: an object for each row, its keys from the head; a second column of one name gets a number. */
export function jsonOf([head = [], ...body]: readonly (readonly string[])[]): string {
  const keys = head.map((name, index) => {
    const before = head.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name} ${before + 1}`;
  });
  const rows = body.map((cells) => Object.fromEntries(keys.map((key, index) => [key, cells[index] ?? ''])));
  return `${JSON.stringify(rows, null, 2)}\n`;
}
