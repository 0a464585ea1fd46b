import { compile } from '@mdx-js/mdx';
import type { ElementContent, Root } from 'hast';
import { describe, expect, test } from 'vitest';
import { linkTerms, termNames } from '../../src/handbook/linkTerms.ts';

const definitions = new Map([
  ['change-failure-rate', { title: 'Change failure rate', synonyms: ['CFR', 'failure share'] }],
  ['cycle-time', { title: 'Cycle time', synonyms: ['throughput', 'pull request cycle time'] }],
  [
    'failed-deployment-recovery-time',
    { title: 'Failed deployment recovery time', synonyms: ['MTTR', 'recovery time'] },
  ],
  ['time-to-restore-service', { title: 'Time to restore service', synonyms: ['MTTR'] }],
]);
const names = termNames(definitions);

/** The text of a page, with its links as they are written. */
async function linked(value: string, path = 'content/principles/a-page.mdx'): Promise<string> {
  let text = '';
  const read = () => (tree: Root) => {
    text = told(tree.children).trim();
  };
  await compile({ value, path }, { rehypePlugins: [[linkTerms, async () => names], read] });
  return text;
}

function told(nodes: readonly (Root['children'][number] | ElementContent)[]): string {
  return nodes
    .map((node) => {
      if (node.type === 'text') return node.value;
      if (!('children' in node)) return '';
      const inside = told(node.children);
      return node.type === 'element' && node.tagName === 'a'
        ? `[${inside}](${String(node.properties['href'])})`
        : inside;
    })
    .join('');
}

describe('a mention becomes a link', () => {
  test('the first on a page, and no later one', async () => {
    expect(await linked('Cycle time is long.\n\nLook at cycle time, at cycle time.')).toBe(
      '[Cycle time](metric:cycle-time) is long.\nLook at cycle time, at cycle time.',
    );
  });

  test('of each metric once, whichever of its names comes first', async () => {
    expect(await linked('The failure share and the change failure rate, beside the cycle time.')).toBe(
      'The [failure share](metric:change-failure-rate) and the change failure rate, beside the [cycle time](metric:cycle-time).',
    );
  });

  test('within emphasis, a list and a component', async () => {
    expect(await linked('- Their *cycle time*\n')).toContain('[cycle time](metric:cycle-time)');
    expect(await linked('<Warning>\n\nIts cycle time.\n\n</Warning>')).toContain(
      '[cycle time](metric:cycle-time)',
    );
  });

  test('in the plural', async () => {
    expect(await linked('Compare change failure rates.')).toBe(
      'Compare [change failure rates](metric:change-failure-rate).',
    );
  });
});

describe('a mention stays text', () => {
  test.each([
    ['in a heading', '## Cycle time'],
    ['in code', 'It is `cycle time`.'],
    ['within a longer word', 'Bicycle time, cycle timers and micro-cycle time.'],
  ])('%s', async (_, text) => {
    expect(await linked(text)).not.toContain('metric:');
  });

  test('in the head of a table', async () => {
    const cell = (tagName: string) => ({
      type: 'element' as const,
      tagName,
      properties: {},
      children: [{ type: 'text' as const, value: 'Cycle time' }],
    });
    const tree: Root = { type: 'root', children: [cell('th'), cell('td')] };
    await linkTerms(async () => names)(tree, {});
    expect(told(tree.children)).toBe('Cycle time[Cycle time](metric:cycle-time)');
  });

  test('in a link that leads elsewhere, and the next one is the first', async () => {
    expect(await linked('[Cycle time](source:codepulse) and cycle time')).toBe(
      '[Cycle time](source:codepulse) and [cycle time](metric:cycle-time)',
    );
  });

  test('after a link to the metric that somebody wrote', async () => {
    expect(await linked('[How long](metric:cycle-time) is the cycle time?')).toBe(
      '[How long](metric:cycle-time) is the cycle time?',
    );
  });

  test('on the metric’s own page', async () => {
    expect(await linked('Cycle time and failure share.', 'content/metrics/cycle-time.mdx')).toBe(
      'Cycle time and [failure share](metric:change-failure-rate).',
    );
  });
});

describe('a name', () => {
  test('that is longer wins over one within it', async () => {
    expect(await linked('Their failed deployment recovery time and pull request cycle time.')).toBe(
      'Their [failed deployment recovery time](metric:failed-deployment-recovery-time) and [pull request cycle time](metric:cycle-time).',
    );
  });

  test('of two metrics is none', async () => {
    expect(names.map(({ name }) => name)).not.toContain('MTTR');
    expect(await linked('The MTTR is down.')).toBe('The MTTR is down.');
  });

  test('that is a single word is none, unless it is a title or an acronym', async () => {
    expect(names.map(({ name }) => name)).not.toContain('throughput');
    expect(termNames(new Map([['overtime', { title: 'Overtime', synonyms: [] }]]))).toEqual([
      { id: 'overtime', name: 'Overtime' },
    ]);
  });

  test('that is an acronym counts in capitals only', async () => {
    expect(await linked('Here cfr is nothing, CFR is.')).toBe(
      'Here cfr is nothing, [CFR](metric:change-failure-rate) is.',
    );
  });

  test('is what it says, whatever signs it holds', async () => {
    const terms = termNames(new Map([['ratio', { title: 'LTV:CAC (ratio)', synonyms: [] }]]));
    expect(terms).toEqual([{ id: 'ratio', name: 'LTV:CAC (ratio)' }]);
    let found = 0;
    const count = () => (tree: Root) => {
      found = JSON.stringify(tree).split('metric:ratio').length - 1;
    };
    await compile('An LTV:CAC (ratio), no LTV:CAC ratio.', {
      rehypePlugins: [[linkTerms, async () => terms], count],
    });
    expect(found).toBe(1);
  });
});

test('without names a page stays as it is', async () => {
  const none = () => Promise.resolve([]);
  let after: Root | undefined;
  const read = () => (tree: Root) => {
    after = structuredClone(tree);
  };
  await compile('Cycle time.', { rehypePlugins: [[linkTerms, none], read] });
  expect(JSON.stringify(after)).not.toContain('metric:');
});
