/** What people read of a page: words in order, without markup. */

/** The text below the frontmatter. */
export function bodyOf(text: string): string {
  return text.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, '');
}

/** A body's sentences: without headings, tables, the list of sources, tags and the names of their properties. */
export function proseOf(body: string): string {
  return (body.split(/^## Sources$/m)[0] ?? '')
    .replaceAll(/^(?:#|\|).*$/gm, '')
    .replaceAll(/<\/?[A-Z]\w*|\/>/g, ' ')
    .replaceAll(/\b(?:rule|example|of|id|metric|show|caption)=/g, ' ');
}

/** Words in lower case; link targets are none. */
export function words(text: string): string[] {
  return (
    text
      .replaceAll(/\]\([^)]*\)/g, ']')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+(?:[’'.,][\p{L}\p{N}]+)*/gu) ?? []
  );
}

/** Every run of so many words. */
export function runs(list: readonly string[], length: number): string[] {
  return list.slice(length - 1).map((_, index) => list.slice(index, index + length).join(' '));
}

/** A section's text below its heading; empty without it. */
export function section(body: string, heading: string): string {
  const from = body.split(new RegExp(`^## ${heading}$`, 'm'))[1];
  return from?.split(/^## /m)[0] ?? '';
}
