import { expect } from 'vitest';

/** Fails when a text is longer than a reader takes in at a glance: 180 characters, and 120 in a sentence. */
export function expectShort(text: string): void {
  expect(text.length, text).toBeLessThanOrEqual(180);
  for (const sentence of text.split(/(?<=\.)\s+/)) expect(sentence.length, sentence).toBeLessThanOrEqual(120);
}
