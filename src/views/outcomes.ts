import { listed } from './words.ts';

/** How each of several ended, in a sentence for each way: `Improved: Checkout and Labs. Cannot tell: Platform.` */
export function outcomesInWords(endings: readonly { name: string; outcome: string }[]): string {
  return [...Map.groupBy(endings, ({ outcome }) => outcome)]
    .map(
      ([outcome, of]) =>
        `${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}: ${listed(of.map(({ name }) => name))}.`,
    )
    .join(' ');
}
