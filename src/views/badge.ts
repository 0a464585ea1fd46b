import { textWidth } from '../charts/textWidth.ts';
import { FONT_SIZE } from '../charts/theme.ts';
import { escaped } from './escaped.ts';
import type { Count } from './tally.ts';

const HEIGHT = 20;
const SIZE = 11;
const PADDING = 7;

/** A badge for a team's README: the quarter, and how its KPIs ended it. Words carry it; the colours are the same for every state. */
export function badgeSvg(quarter: string, counts: readonly Count[]): string {
  const result = counts.length === 0 ? 'no number' : counts.map(({ word }) => word).join(', ');
  const room = (text: string) => Math.ceil((textWidth(text) * SIZE) / FONT_SIZE) + 2 * PADDING;
  const [first, second] = [room(quarter), room(result)];
  const text = (at: number, words: string) => `<text x="${at}" y="14" fill="#fff">${escaped(words)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${first + second}" height="${HEIGHT}" role="img" aria-label="${quarter}: ${result}" font-family="Verdana,DejaVu Sans,sans-serif" font-size="${SIZE}">`,
    `<title>${quarter}: ${result}</title>`,
    `<rect width="${first}" height="${HEIGHT}" fill="#575043"/>`,
    `<rect x="${first}" width="${second}" height="${HEIGHT}" fill="#1d1a15"/>`,
    text(PADDING, quarter),
    text(first + PADDING, result),
    '</svg>',
  ].join('');
}
