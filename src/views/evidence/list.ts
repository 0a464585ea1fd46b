import { z } from 'zod';
import { kindNames } from '../../stats/kindNames.ts';
import { partHeading, partWords } from '../evidenceTable.ts';
import { saveAs } from '../saveAs.ts';
import { csvOf } from '../tableText.ts';
import { isoDay } from '../words.ts';
import { arranged, type Order } from './arrange.ts';
import { evidenceFiles, type ListedItem, readEvidence } from './readEvidence.ts';

const PER_PAGE = 100;

/** What a list is of, as the page's attributes say it. */
const listedSchema = z.object({
  /** The addresses of the folders of evidence: for the organisation also those of its teams. */
  folders: z.string().transform((text) => text.split(' ')),
  metric: z.string(),
  kind: z.enum(kindNames),
  unit: z.string(),
  better: z.enum(['lower', 'higher', 'band', 'context']),
  quarter: z.string(),
  zone: z.string(),
  /** What a saved table is called, without its extension. */
  name: z.string(),
});

/** How the items of a list are written. */
interface Words {
  /** What the column of parts is called; null without one. */
  heading: string | null;
  part: (item: ListedItem) => string;
  day: (item: ListedItem) => string;
}

/**
 * Shows every item behind a number: filtered by a text, sorted, a hundred at a time, and to be saved.
 * @throws when a file cannot be fetched or is not what the site writes
 */
export async function openEvidence(
  place: HTMLElement,
  attributes: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { folders, metric: id, kind, unit, better, quarter, zone, name } = listedSchema.parse(attributes);
  const metric = { id, kind, unit, better };
  const read = await Promise.all(folders.map((folder) => readEvidence(evidenceFiles(folder), metric.id)));
  const items = [...new Map(read.flat().map((item) => [item.id, item])).values()];
  const words: Words = {
    heading: partHeading(metric, items, quarter),
    part: (item) => partWords(metric, item),
    day: (item) => isoDay(new Date(item.at).toISOString(), zone),
  };
  const { tools, filter, order, count, before, after, save } = toolsOfList();
  const { table, body } = tableOf(words);
  let page = 0;

  const chosen = () => arranged(items, metric, { text: filter.value, order: orderOf(order.value) });
  const show = () => {
    const all = chosen();
    page = Math.min(page, Math.max(0, Math.ceil(all.length / PER_PAGE) - 1));
    const from = page * PER_PAGE;
    const shown = all.slice(from, from + PER_PAGE);
    count.textContent = all.length === 0 ? 'None.' : `${from + 1} to ${from + shown.length} of ${all.length}`;
    before.disabled = page === 0;
    after.disabled = from + PER_PAGE >= all.length;
    body.replaceChildren(...shown.map((item) => rowOf(item, words)));
  };
  const turn = (by: number) => {
    page += by;
    show();
  };
  filter.addEventListener('input', () => {
    page = 0;
    show();
  });
  order.addEventListener('change', show);
  before.addEventListener('click', () => turn(-1));
  after.addEventListener('click', () => turn(1));
  save.addEventListener('click', () => saveAs(`${name}.csv`, 'text/csv', csvOf(savedRows(chosen(), words))));

  show();
  place.replaceChildren(tools, table);
  filter.focus();
}

/** What a reader filters, orders, turns and saves a list with. */
function toolsOfList() {
  const filter = element('input', {
    type: 'search',
    placeholder: 'Filter',
    'aria-label': 'Filter the items',
  });
  const order = element('select', { 'aria-label': 'Order' });
  for (const [value, text] of [
    ['influence', 'Most influential first'],
    ['newest', 'Newest first'],
    ['oldest', 'Oldest first'],
  ] as const)
    order.append(element('option', { value }, text));
  const count = element('span', { role: 'status', class: 'soft' });
  const before = element('button', { type: 'button' }, 'Previous hundred');
  const after = element('button', { type: 'button' }, 'Next hundred');
  const save = element('button', { type: 'button' }, 'Save as CSV');
  const tools = element('p', { class: 'list-tools' });
  tools.append(filter, ' ', order, ' ', count, ' ', before, ' ', after, ' ', save);
  return { tools, filter, order, count, before, after, save };
}

/** An empty table, in what scrolls it. */
function tableOf({ heading }: Words): { table: HTMLElement; body: HTMLElement } {
  const head = element('tr');
  for (const text of ['Date', 'Item', ...(heading ? [heading] : []), 'Why'])
    head.append(element('th', { scope: 'col' }, text));
  const top = element('thead');
  top.append(head);
  const body = element('tbody');
  const table = element('table');
  table.append(top, body);
  const scroll = element('div', {
    class: 'scroll',
    role: 'region',
    tabindex: '0',
    'aria-label': 'All items',
  });
  scroll.append(table);
  return { table: scroll, body };
}

function rowOf(item: ListedItem, { heading, part, day }: Words): HTMLElement {
  const what = element('td', { class: 'item' });
  const id = element('bdi', {}, item.id);
  if (item.url === null) what.append(id);
  else {
    const link = element('a', { href: item.url });
    link.append(id);
    what.append(link);
  }
  what.append(' ', element('bdi', {}, item.title));
  const row = element('tr');
  row.append(element('td', { class: 'date' }, day(item)), what);
  if (heading) row.append(element('td', { class: 'number' }, part(item)));
  row.append(element('td', {}, item.note ?? ''));
  return row;
}

function savedRows(items: readonly ListedItem[], { heading, part, day }: Words): string[][] {
  const head = ['Date', 'Item', 'Title', ...(heading ? [heading] : []), 'Why', 'Address'];
  const rows = items.map((item) => [
    day(item),
    item.id,
    item.title,
    ...(heading ? [part(item)] : []),
    item.note ?? '',
    item.url ?? '',
  ]);
  return [head, ...rows];
}

function orderOf(value: string): Order {
  return value === 'newest' || value === 'oldest' ? value : 'influence';
}

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
  text?: string,
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
