import { expect, test } from 'vitest';
import { scaleFor } from '../../src/scorecard/format.ts';
import { partsInWords } from '../../src/views/changeParts.ts';

const part = (effect: number, share: number, within: number | null = null) => ({
  name: 'web',
  effect,
  share,
  within,
  mix: within === null ? null : effect - within,
});

test('a part of a duration is so much longer or shorter, in the scale of the page', () => {
  const words = partsInWords(
    { by: 'phase', parts: [part(36, 0.75), part(-3.6, -0.075)] },
    'hours',
    scaleFor('hours', [96]),
  );
  expect(words.map(({ effect, share }) => [effect, share])).toEqual([
    ['1.5\u00a0d longer', '75\u00a0%'],
    ['0.1\u00a0d shorter', '−8\u00a0%'],
  ]);
});

test('a part of a share is told in points, with what is its own and what its weight', () => {
  const [words] = partsInWords(
    { by: 'repository', parts: [part(0.041, 1, 0.039)] },
    'share',
    scaleFor('share', [0.2]),
  );
  expect(words).toEqual({
    name: 'web',
    effect: '4.1\u00a0points higher',
    share: '100\u00a0%',
    within: '3.9\u00a0points higher',
    mix: '0.2\u00a0points higher',
  });
});

test('no effect is none', () => {
  const [words] = partsInWords({ by: 'kind', parts: [part(0, 0)] }, 'hours', scaleFor('hours', [2]));
  expect(words?.effect).toBe('none');
});
