import { formatCount } from '../scorecard/format.ts';
import { type Scorecard, scorecardSchema } from '../scorecard/schema.ts';
import { comparedRows, type Difference, type Side } from './comparedRows.ts';
import { type Terms, termsSchema } from './termsSchema.ts';
import type { Mark } from './verdictMark.ts';

/** What to compare, and where what it links to is, each without its last part. */
interface Addresses {
  /** The scorecards as data. */
  left: string;
  right: string;
  /** The metrics' names as data. */
  terms: string;
  /** The pages of metrics and of quarters. */
  metrics: string;
  quarters: string;
}

/**
 * Fills a table with two scorecards side by side.
 * @param drawn makes the mark of a verdict
 * @throws when one of the scorecards cannot be fetched or is none
 */
export async function showComparison(
  table: HTMLTableElement,
  { left, right, terms, metrics, quarters }: Addresses,
  drawn: (mark: Mark) => Node,
): Promise<void> {
  const [before, after, named] = await Promise.all([scorecardAt(left), scorecardAt(right), termsAt(terms)]);
  const rows = comparedRows(before, after, named);
  const heads = table.tHead?.rows[0]?.cells;
  const pageOf = ({ quarter, scope }: Scorecard) => `${quarters}${quarter.id}/${scope.id}/`;
  for (const [index, card] of [before, after].entries())
    heads?.[index + 1]?.replaceChildren(link(pageOf(card), card.quarter.id));
  const cellOf = (side: Side | undefined, card: Scorecard, { id, title }: { id: string; title: string }) => {
    if (side === undefined) return cell('td', text('soft', 'not measured'));
    const { value, basis, mark, items } = side;
    const evidence = link(`${pageOf(card)}evidence/#${id}`, formatCount(items, 'item', 'items'));
    evidence.append(text('sr-only', ` behind ${title} in ${card.quarter.id}`));
    return cell(
      'td',
      element('strong', '', value),
      text('basis', basis),
      element('span', 'basis', ...(items > 0 ? [evidence] : [])),
      element('span', 'basis', 'against baseline: ', drawn(mark)),
    );
  };
  const body = table.tBodies[0] ?? table.createTBody();
  body.replaceChildren(
    ...rows.map((row) => {
      const { id, title, isKpi, difference } = row;
      const name = id in named ? link(`${metrics}${id}/`, title) : title;
      const head = cell('th', name, ...(isKpi ? [text('basis', 'KPI')] : []));
      head.scope = 'row';
      return element(
        'tr',
        '',
        head,
        cellOf(row.left, before, row),
        cellOf(row.right, after, row),
        cell('td', ...differenceParts(difference, drawn)),
      );
    }),
  );
}

function differenceParts(difference: Difference | null, drawn: (mark: Mark) => Node): (Node | string)[] {
  if (difference === null) return ['–'];
  const { mark, words } = difference;
  return mark === null ? [words, text('basis', 'not a verdict')] : [drawn(mark), text('basis', words)];
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}

function text(className: string, words: string): HTMLSpanElement {
  return element('span', className, words);
}

function link(address: string, words: string): HTMLAnchorElement {
  const made = element('a', '', words);
  made.href = address;
  return made;
}

function cell(name: 'th' | 'td', ...children: (Node | string)[]): HTMLTableCellElement {
  return element(name, '', ...children);
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
