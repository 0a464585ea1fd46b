import { expect, test } from 'vitest';
import { hideInterface } from '../../src/views/search/hideInterface.ts';

const page = (body: string) => `<html><body><main data-pagefind-body>${body}</main></body></html>`;

test('the search passes over buttons, table heads and links to headings, and over nothing else', () => {
  const body =
    '<h2>Waits</h2><a class="heading-link" href="#waits">#</a><button type="button">CSV</button><table><thead><tr></tr></thead><tbody><tr><td>An hour</td></tr></tbody></table>';
  expect(hideInterface(page(body))).toBe(
    page(
      '<h2>Waits</h2><a class="heading-link" data-pagefind-ignore href="#waits">#</a><button data-pagefind-ignore type="button">CSV</button><table><thead data-pagefind-ignore><tr></tr></thead><tbody><tr><td>An hour</td></tr></tbody></table>',
    ),
  );
});

test('a page that is finished twice is as one that is finished once', () => {
  const once = hideInterface(page('<button>Close</button><div class="board">39 %</div>'));
  expect(hideInterface(once)).toBe(once);
});

test('a page that is not searched stays as it is', () => {
  expect(hideInterface('<main><button>Close</button></main>')).toBe('<main><button>Close</button></main>');
});
