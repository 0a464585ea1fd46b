import { href } from '../href.ts';
import { type Found, nameSearch } from './find.ts';
import { namesSchema } from './namesSchema.ts';
import { textSearch } from './texts.ts';

const SHOWN = 12;

/** A page that was found, with its address. */
interface Result extends Omit<Found, 'path' | 'complete'> {
  address: string;
}

/**
 * Makes the search work in its dialog: pages by their names first, then those whose text holds the words.
 * @param dialog its `data-names` is the address of the list of names
 * @throws when that cannot be fetched
 */
export async function fillSearch(dialog: HTMLDialogElement): Promise<void> {
  const input = dialog.querySelector('input');
  const list = dialog.querySelector('[data-results]');
  const kinds = dialog.querySelector('select');
  const status = dialog.querySelector('[role="status"]');
  if (!input || !list || !kinds || !status) return;
  const response = await fetch(dialog.dataset['names'] ?? '');
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  const names = namesSchema.parse(await response.json());
  const search = nameSearch(names);
  const texts = textSearch(href('pagefind/'));
  const kindOf = new Map(names.map(({ path, kind }) => [href(path), kind]));
  for (const kind of new Set(names.map(({ kind }) => kind))) kinds.append(new Option(kind, kind));

  let asked = 0;
  const show = async () => {
    const turn = ++asked;
    const query = input.value.trim();
    const wanted = kinds.value;
    const byName = search.find(query).map(({ path, ...found }) => ({ ...found, address: href(path) }));
    const fits = ({ kind }: Result) => wanted === '' || kind === wanted;
    render(byName.filter(fits));
    if (query === '') return;
    const meant = search.corrected(query);
    const inTexts = await texts(meant).catch(() => []);
    if (turn !== asked) return;
    const pageOf = (address: string) => address.replace(/#.*$/, '');
    const labelled = inTexts.map((text) => ({
      ...text,
      kind: kindOf.get(pageOf(text.address)) ?? text.kind,
    }));
    const ordered = [...byName.filter(({ complete }) => complete), ...labelled, ...byName];
    const pages = new Map<string, Result>();
    for (const result of ordered) {
      const page = pageOf(result.address);
      if (!pages.has(page)) pages.set(page, result);
    }
    render([...pages.values()].filter(fits), meant === query ? null : meant);
  };
  const render = (results: readonly Result[], meant: string | null = null) => {
    list.replaceChildren(...results.slice(0, SHOWN).map(lineOf));
    const none = input.value.trim() === '' ? '' : 'Nothing was found.';
    const found = results.length === 0 ? none : `${results.length} found.`;
    status.textContent = meant === null ? found : `${found} Searched for “${meant}”, too.`;
  };
  input.addEventListener('input', show);
  kinds.addEventListener('change', show);
  dialog.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    if (event.target === kinds) return;
    const stops: Element[] = [input, ...list.querySelectorAll('a')];
    const at = document.activeElement ? stops.indexOf(document.activeElement) : -1;
    const next = stops[Math.min(Math.max(at + (event.key === 'ArrowDown' ? 1 : -1), 0), stops.length - 1)];
    if (next instanceof HTMLElement) next.focus();
    event.preventDefault();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') list.querySelector('a')?.click();
  });
  await show();
}

function lineOf({ title, address, kind, about }: Result): HTMLLIElement {
  const line = document.createElement('li');
  const link = document.createElement('a');
  link.href = address;
  link.textContent = title;
  const label = document.createElement('span');
  label.className = 'found-kind';
  label.textContent = kind;
  const text = document.createElement('p');
  text.textContent = about;
  line.append(link, ' ', label, text);
  return line;
}
