import { numberAt } from '../facts/numberAt.ts';
import type { Window } from '../facts/quarter.ts';
import { WEEK } from '../facts/time.ts';
import { defineMetric, type TeamMeasurement } from './populations/metric.ts';
import { placesIn } from './populations/moments.ts';
import { byWeek } from './populations/personWeeks.ts';
import {
  DELETED,
  type Person,
  type PullColumns,
  remarkedMerge,
  type TeamRemark,
  type TeamWork,
} from './populations/teamWork.ts';

export default defineMetric({ uses: ['pull-requests'], measureTeam });

/** How long an open pull request shows that its author is at work: many are left open for months. */
const SHOWS_WORK = 4 * WEEK;

/**
 * Merged pull requests per developer-week: those that people had merged into a counted branch, over the active
 * developers of each week, added up. A person is active in a week in which a pull request of theirs was merged, or open
 * and at most four weeks old, or in which they reviewed somebody's; a week that the window cuts counts by its days inside. Deleted
 * accounts cannot be told apart, so they are on neither side; what automation opened is not counted either.
 */
function measureTeam(work: TeamWork): TeamMeasurement {
  const known: number[] = [];
  const excluded: TeamRemark[] = [...work.excludedMerges];
  for (let pull = 0; pull < work.merged; pull += 1) {
    if (work.author[pull] === DELETED)
      excluded.push(remarkedMerge(work, pull, 'written by a deleted account'));
    else known.push(pull);
  }
  const moments = Float64Array.from(known, (pull) => numberAt(work.mergedAt, pull));
  const active = byWeek(work, (pulls, part) => activeIn(work, pulls, part));
  return {
    notApplicable: null,
    observations: {
      pull: Uint32Array.from(known),
      at: moments,
      until: null,
      value: new Float64Array(known.length).fill(1),
      note: null,
    },
    excluded,
    unknown: [],
    remarks: [],
    figures: {
      spans: false,
      madeOfWeeks: true,
      of: (windows) => {
        const parts = active(windows);
        const events = windows.map((window) => placesIn(moments, window));
        const people = new Set<Person>();
        for (const { value } of parts) for (const person of value) people.add(person);
        return {
          sample: {
            kind: 'rate',
            events: events.reduce((sum, { from, to }) => sum + to - from, 0),
            exposure: parts.reduce((sum, { share, value }) => sum + share * value.size, 0),
          },
          people: people.size,
          notes: [],
        };
      },
    },
  };
}

/** @returns the people who had one of some pull requests merged or lately opened, or reviewed one, in a window */
function activeIn(work: PullColumns, pulls: Iterable<number>, { start, end }: Window): ReadonlySet<Person> {
  const people = new Set<Person>();
  for (const pull of pulls) {
    const opened = numberAt(work.openedAt, pull);
    const ended = numberAt(work.endedAt, pull);
    const atWork = opened + SHOWS_WORK;
    const until = Number.isNaN(ended) ? atWork : Math.min(Math.max(opened, ended), atWork);
    const merged = numberAt(work.mergedAt, pull);
    // The moment of the merge itself belongs to the author's work.
    if ((opened < end && until >= start) || (merged >= start && merged < end))
      people.add(numberAt(work.author, pull));
    const reviewsEnd = numberAt(work.reviewsFrom, pull + 1);
    for (let review = numberAt(work.reviewsFrom, pull); review < reviewsEnd; review += 1) {
      const reviewed = numberAt(work.reviewedAt, review);
      if (reviewed >= start && reviewed < end) people.add(numberAt(work.reviewer, review));
    }
  }
  people.delete(DELETED);
  return people;
}
