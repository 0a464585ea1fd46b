import { saveAs } from './saveAs.ts';
import { csvOf, jsonOf, markdownOf } from './tableText.ts';

/**
 * Takes a table away: saved as a file, or as Markdown into the clipboard.
 * @param form `csv` or `json`; anything else is Markdown
 */
export async function takeAway(
  table: HTMLTableElement,
  form: string | undefined,
  name: string,
): Promise<void> {
  const rows = rowsOf(table);
  if (form === 'csv') saveAs(`${name}.csv`, 'text/csv', csvOf(rows));
  else if (form === 'json') saveAs(`${name}.json`, 'application/json', jsonOf(rows));
  else await navigator.clipboard.writeText(markdownOf(rows));
}

/** What a reader sees of a table, cell by cell, without what only leads elsewhere on the page. */
function rowsOf(table: HTMLTableElement): string[][] {
  return [...table.rows].map((row) =>
    [...row.cells].filter((cell) => !cell.classList.contains('screen-only')).map(textOf),
  );
}

/** The words of a cell, those of its parts apart from each other. */
function textOf(cell: Element): string {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const texts: string[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode.textContent ?? '');
  return texts.join(' ').replaceAll(/\s+/g, ' ').trim();
}
