import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scorecardSchema } from '../../src/scorecard/schema.ts';
import { expectShort } from '../support/shortTexts.ts';
import { sampleScorecards } from '../support/site.ts';

test('no sentence about the sample is longer than 120 characters, and no text than 180', async () => {
  const folder = await sampleScorecards();
  const names = await readdir(folder, { recursive: true });
  const cards = names.filter((name) => /^\d{4}-Q\d\/[^/.][^/]*\.json$/.test(name));
  expect(cards.length).toBeGreaterThan(40);
  for (const name of cards) {
    const card = scorecardSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
    for (const { sentence } of card.metrics) expectShort(sentence);
  }
}, 120_000);
