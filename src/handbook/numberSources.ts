import type { Element, Root } from 'hast';
import { visit } from 'unist-util-visit';

/** The heading of the list that marks refer to. */
export const SOURCES = 'Sources';
const SOURCE = 'source:';

/**
 * A rehype plugin: a link to a source without a text, `[](source:codepulse)`, becomes a numbered mark, and the list under
 * the heading “Sources” shows the numbers. A page without marks has no numbers.
 */
export function numberSources() {
  return (tree: Root): void => {
    const marks: Element[] = [];
    const listed = new Map<string, { number: number; title: string }>();
    const entries: { parent: Element; link: Element; number: number }[] = [];
    let below = false;
    visit(tree, 'element', (node, _, parent) => {
      if (node.tagName === 'h2') below = textOf(node) === SOURCES;
      const address = addressOf(node);
      if (!address.startsWith(SOURCE)) return;
      if (node.children.length === 0) marks.push(node);
      else if (below && parent?.type === 'element' && !listed.has(address)) {
        const number = listed.size + 1;
        listed.set(address, { number, title: textOf(node) });
        entries.push({ parent, link: node, number });
      }
    });
    if (marks.length === 0) return;
    for (const mark of marks) {
      const entry = listed.get(addressOf(mark));
      if (entry === undefined) throw new RangeError(`${addressOf(mark)} is not in the list of sources`);
      mark.properties['ariaLabel'] = `Source ${entry.number}: ${entry.title}`;
      mark.children = [numberElement('sup', entry.number)];
    }
    for (const { parent, link, number } of entries)
      parent.children.splice(parent.children.indexOf(link), 0, numberElement('sup', number));
  };
}

const addressOf = ({ tagName, properties }: Element): string =>
  tagName === 'a' ? String(properties['href'] ?? '') : '';

function textOf(element: Element): string {
  let text = '';
  visit(element, 'text', ({ value }) => {
    text += value;
  });
  return text.trim();
}

function numberElement(tagName: string, number: number): Element {
  return { type: 'element', tagName, properties: {}, children: [{ type: 'text', value: String(number) }] };
}
