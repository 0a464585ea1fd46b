/** Parts of a page that work it or lay it out, and the rows of figures: nobody looks for their words. */
const INTERFACE = [
  /<(?:button|thead)\b(?![^>]*data-pagefind-ignore)/g,
  /<(?:a|p|details|div) class="(?:heading-link|scroll-hint|table-tools|board)"(?![^>]*data-pagefind-ignore)/g,
];

/** @returns a page of whose interface the index of texts takes nothing; a page that is marked so stays as it is */
export function hideInterface(page: string): string {
  if (!page.includes('data-pagefind-body')) return page;
  return INTERFACE.reduce((html, part) => html.replaceAll(part, '$& data-pagefind-ignore'), page);
}
