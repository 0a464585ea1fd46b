import { Problem } from '../facts/problem.ts';
import { metricHeadings } from './definition.ts';
import { didYouMean } from './yaml.ts';

/**
 * Checks what stands below a metric page's frontmatter: the agreed headings in order, and links to pages that exist.
 * @param text the whole file
 * @param ids of all metric pages
 * @throws Problem (exit 2) for the first fault, with its line
 */
export function checkBody(file: string, text: string, ids: readonly string[]): void {
  const lines = text.split('\n');
  const bodyFrom = lines.indexOf('---', 1) + 1;
  let expected = 0;
  lines.slice(bodyFrom).forEach((line, index) => {
    const place = `${file}:${bodyFrom + index + 1}`;
    const heading = /^##? (.+)$/.exec(line)?.[1];
    if (heading !== undefined) {
      if (heading !== metricHeadings[expected]) throw wrongHeading(place, heading, metricHeadings[expected]);
      expected += 1;
    }
    for (const [, id] of line.matchAll(/\]\(\.\.\/([^/)]+)\/(?:#[^)]*)?\)/g)) {
      if (id !== undefined && !ids.includes(id)) throw brokenLink(place, id, ids);
    }
  });
  const missing = metricHeadings[expected];
  if (missing !== undefined) throw wrongHeading(`${file}:${lines.length}`, 'the end of the page', missing);
}

function wrongHeading(place: string, found: string, expected: string | undefined): Problem {
  return new Problem({
    place,
    found: expected === undefined ? `a further heading, \`${found}\`` : `\`${found}\``,
    expected:
      expected === undefined ? 'no heading after the last agreed one' : `the heading \`## ${expected}\``,
    remedy: `Give every metric page these headings, in this order: ${metricHeadings.join(' · ')}.`,
    exitCode: 2,
  });
}

function brokenLink(place: string, id: string, ids: readonly string[]): Problem {
  return new Problem({
    place,
    found: `a link to the metric page \`${id}\``,
    expected: 'the id of a page in `content/metrics`',
    remedy: `Correct the link.${didYouMean(id, ids)}`,
    exitCode: 2,
  });
}
