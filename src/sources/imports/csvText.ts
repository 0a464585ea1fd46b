/*
 * The little of CSV that is read here and not by the database: the header, and on which line a row begins.
 */

/** A row of cells, and the line on which it begins, from 1. */
export interface CsvRow {
  cells: string[];
  line: number;
}

/** @returns the rows of a text; what follows the last line end is a row, too, unless it is empty */
export function* csvRows(text: string, delimiter: string): Generator<CsvRow> {
  let cells: string[] = [];
  let cell = '';
  let line = 1;
  let begins = 1;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\n') line += 1;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(index + 1) === '"') {
        cell += '"';
        index += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === delimiter) {
      cells.push(cell);
      cell = '';
    } else if (character === '\n') {
      cells.push(cell.replace(/\r$/, ''));
      yield { cells, line: begins };
      [cells, cell, begins] = [[], '', line];
    } else cell += character;
  }
  if (cell !== '' || cells.length > 0) yield { cells: [...cells, cell], line: begins };
}

/** @returns the lines on which the rows of these numbers begin; rows without a cell have no number */
export function linesOf(text: string, delimiter: string, numbers: ReadonlySet<number>): Map<number, number> {
  const lines = new Map<number, number>();
  const last = Math.max(...numbers);
  let number = 0;
  for (const { cells, line } of csvRows(text, delimiter)) {
    if (cells.length === 1 && cells[0] === '') continue;
    if (numbers.has(number)) lines.set(number, line);
    if (number >= last) break;
    number += 1;
  }
  return lines;
}
