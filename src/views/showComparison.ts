import { type Scorecard, scorecardSchema } from '../scorecard/schema.ts';
import { comparedRows, type Side } from './compare.ts';
import { type Terms, termsSchema } from './termsSchema.ts';

/** What to compare: the addresses of two scorecards. */
interface Pair {
  left: string;
  right: string;
}

/**
 * Fills a table with two scorecards side by side.
 * @param terms the address of the metrics' names
 * @throws when one of them cannot be fetched or is none
 */
export async function showComparison(
  table: HTMLTableElement,
  { left, right }: Pair,
  terms: string,
): Promise<void> {
  const [before, after, named] = await Promise.all([scorecardAt(left), scorecardAt(right), termsAt(terms)]);
  const body = table.tBodies[0] ?? table.createTBody();
  const heads = table.tHead?.rows[0]?.cells;
  for (const [index, card] of [before, after].entries()) {
    const head = heads?.[index + 1];
    if (head) head.textContent = card.quarter.id;
  }
  body.replaceChildren(
    ...comparedRows(before, after, named).map(({ title, isKpi, left, right, difference }) => {
      const row = document.createElement('tr');
      const head = document.createElement('th');
      head.scope = 'row';
      head.textContent = isKpi ? `${title} (KPI)` : title;
      row.append(head, cellOf(left), cellOf(right));
      row.insertCell().textContent = difference ?? '–';
      return row;
    }),
  );
}

async function scorecardAt(address: string): Promise<Scorecard> {
  return scorecardSchema.parse(await jsonAt(address));
}

async function termsAt(address: string): Promise<Terms> {
  return termsSchema.parse(await jsonAt(address));
}

async function jsonAt(address: string): Promise<unknown> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
}

function cellOf(side: Side | undefined): HTMLTableCellElement {
  const cell = document.createElement('td');
  if (side === undefined) {
    cell.textContent = 'not measured';
    return cell;
  }
  const value = document.createElement('strong');
  value.textContent = side.value;
  const basis = document.createElement('span');
  basis.className = 'basis';
  basis.textContent = [side.basis, side.mark.word].filter((part) => part !== '').join('; ');
  cell.append(value, basis);
  return cell;
}
