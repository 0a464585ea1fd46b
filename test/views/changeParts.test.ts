import { expect, test } from 'vitest';
import { movedSentence, partsInWords } from '../../src/views/changeParts.ts';
import { changedBy, result } from '../support/scorecards.ts';

const part = (effect: number, share: number, within: number | null = null) => ({
  name: 'web',
  effect,
  share,
  within,
  mix: within === null ? null : effect - within,
});

test('a part of a duration is so much longer or shorter', () => {
  const words = partsInWords(
    { by: 'phase', parts: [part(36, 0.75), part(-3.6, -0.075)] },
    { unit: 'hours', importedFrom: [] },
  );
  expect(words.map(({ effect, share }) => [effect, share])).toEqual([
    ['36.0\u00a0h longer', '75\u00a0%'],
    ['3.6\u00a0h shorter', '−8\u00a0%'],
  ]);
});

test('a part of a share is shown in points, split into its own change and its weight', () => {
  const [words] = partsInWords(
    { by: 'repository', parts: [part(0.041, 1, 0.039)] },
    { unit: 'share', importedFrom: [] },
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
  const [words] = partsInWords({ by: 'kind', parts: [part(0, 0)] }, { unit: 'hours', importedFrom: [] });
  expect(words?.effect).toBe('none');
});

test('a change is described in words before numbers: where most of it happened, by phase and by repository', () => {
  const parts = (...shares: [string, number][]) =>
    shares.map(([name, share]) => ({ name, effect: share, share, within: null, mix: null }));
  const moved = (now: number, movedBy: Parameters<typeof movedSentence>[0]['movedBy']) => {
    const { summary } = result();
    return movedSentence({
      movedBy,
      summary: { ...summary, value: now },
      baseline: changedBy(2, [1, 3], 40),
    });
  };
  const phase = { by: 'phase' as const, parts: parts(['Pickup', 0.76], ['Coding', 0.24]) };
  const repository = { by: 'repository' as const, parts: parts(['acme/payments', 0.65], ['acme/web', 0.35]) };
  expect(moved(80, [phase, repository])).toBe(
    'Three quarters of the increase is in the phase “Pickup”, and two thirds of it in acme/payments.',
  );
  expect(moved(20, [repository])).toBe('Two thirds of the decrease is in acme/payments.');
  expect(moved(20, [{ by: 'size', parts: parts(['up to 50 lines', 1.2], ['over 400 lines', -0.2]) }])).toBe(
    'More than all of the decrease is in changes of up to 50 lines.',
  );
  expect(
    moved(20, [{ by: 'kind', parts: parts(['fixes', 0.25], ['features', 0.25], ['others', 0.5]) }]),
  ).toBeNull();
  expect(moved(20, [{ by: 'repository', parts: parts(['acme/web', 1]) }])).toBeNull();
});
