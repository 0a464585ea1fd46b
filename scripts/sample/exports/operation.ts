import { DAY, MINUTE, WEEK } from '../../../src/facts/time.ts';
import type { Course } from '../course.ts';
import { valueAt } from '../course.ts';
import { instant } from '../instant.ts';
import { arrivals } from './arrivals.ts';
import { type Export, lines } from './exportFile.ts';
import type { Past } from './past.ts';

interface Service {
  team: string;
  requests: number;
  /** Of requests, on a day without an incident. */
  fails: number;
  load: Course;
  /** Median seconds of a request. */
  seconds: Course;
}

const SERVICES: readonly Service[] = [
  {
    team: 'checkout',
    requests: 48_000,
    fails: 0.0007,
    load: [['2024-06-01', 0.52]],
    seconds: [
      ['2025-12-15', 0.21],
      ['2026-07-01', 0.17],
    ],
  },
  {
    team: 'catalogue',
    requests: 95_000,
    fails: 0.0005,
    load: [
      ['2026-01-01', 0.55],
      ['2026-09-01', 0.72],
    ],
    seconds: [
      ['2026-01-12', 0.14],
      ['2026-08-01', 0.19],
    ],
  },
  {
    team: 'platform',
    requests: 140_000,
    fails: 0.0004,
    load: [['2024-06-01', 0.47]],
    seconds: [['2024-06-01', 0.06]],
  },
];

/** Daily sums of a service, and the load of each week's busiest hour. */
type Measured = 'good' | 'total' | 'up' | 'planned' | 'watched' | 'busiest';

/** Prometheus: daily sums of requests and of minutes up; incidents show as failed requests and as downtime. */
export function prometheus(past: Past): Export[] {
  const draw = past.stream('prometheus');
  const points = SERVICES.flatMap(({ team, requests, fails, load }) =>
    past.days.flatMap((day, index) => {
      const end = past.days[index + 1] ?? past.until;
      const incidents = past.incidents(team, day, end);
      const total = Math.round(draw.logNormal(requests, 0.12));
      const failed = Math.round(
        total * (draw.logNormal(fails, 0.4) + incidents * draw.between(0.002, 0.012)),
      );
      const planned = draw.chance(0.02) ? Math.round(draw.between(5, 25)) : 0;
      const down = Math.round(incidents * draw.between(1, 9)) + planned;
      const watched = Math.round((end - day) / MINUTE);
      const busiest = Math.min(0.97, draw.logNormal(valueAt(load, day), 0.06));
      const values: Partial<Record<Measured, number>> = {
        good: total - failed,
        total,
        up: watched - down,
        planned,
        watched,
        ...(index % 7 === 6 ? { busiest: Number(busiest.toFixed(3)) } : {}),
      };
      return Object.entries(values).map(([name, value]) => ({
        team,
        name,
        second: Math.round(end / 1000),
        value,
      }));
    }),
  );
  return [...Map.groupBy(points, ({ name }) => name)].map(([name, own]) => ({
    id: 'prometheus',
    name: `${name}-${past.day}.json.gz`,
    text: `${JSON.stringify({
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [...Map.groupBy(own, ({ team }) => team)].map(([team, rows]) => ({
          metric: { team },
          values: rows.map(({ second, value }) => [second, String(value)]),
        })),
      },
    })}\n`,
  }));
}

/** An access log: a random sample of requests on critical paths. */
export function accessLog(past: Past): Export[] {
  const draw = past.stream('access log');
  const rows = SERVICES.filter(({ team }) => team !== 'platform').flatMap(({ team, seconds }) =>
    past.weeks.flatMap((week) =>
      arrivals(draw, week, week + WEEK, 40).map((at) => ({
        at,
        service: team,
        seconds: draw.logNormal(valueAt(seconds, at), draw.chance(0.06) ? 1.3 : 0.45),
      })),
    ),
  );
  const requests = rows
    .sort((a, b) => a.at - b.at)
    .map(({ at, service, seconds }, index) => ({
      id: index + 1,
      time: instant(at),
      service,
      seconds: Number(seconds.toFixed(3)),
    }));
  return [{ id: 'access-log', name: `requests-${past.day}.ndjson.gz`, text: lines(requests) }];
}

const REPOSITORIES = [
  {
    name: 'payments',
    lines: 9000,
    covered: [
      ['2025-12-15', 0.72],
      ['2026-09-01', 0.84],
    ],
    complexity: [
      ['2026-01-01', 3.4],
      ['2026-09-01', 2.9],
    ],
  },
  {
    name: 'search',
    lines: 14_000,
    covered: [
      ['2026-01-12', 0.71],
      ['2026-09-01', 0.63],
    ],
    complexity: [
      ['2026-01-12', 3.1],
      ['2026-09-01', 4.2],
    ],
  },
  { name: 'gateway', lines: 11_000, covered: [['2024-06-01', 0.79]], complexity: [['2024-06-01', 3]] },
] satisfies { name: string; lines: number; covered: Course; complexity: Course }[];

/** Codecov and SonarQube: a report and an analysis a week for each repository. */
export function codeReports(past: Past): Export[] {
  const draw = past.stream('code');
  return REPOSITORIES.flatMap(({ name, lines: size, covered, complexity }) => {
    const results = past.weeks.map((week) => {
      const all = Math.round(size * (1 + (week - past.from) / (900 * DAY)));
      const hits = Math.round(all * valueAt(covered, week) + draw.between(-60, 60));
      return {
        week,
        all,
        hits,
        commit: Math.floor(draw.between(0, 2 ** 32))
          .toString(16)
          .padStart(8, '0'),
      };
    });
    const history = (metric: string, value: (row: (typeof results)[number]) => number) => ({
      metric,
      history: results.map((row) => ({ date: instant(row.week), value: String(Math.round(value(row))) })),
    });
    const functionsIn = ({ all }: (typeof results)[number]): number => Math.round(all / 11);
    return [
      {
        id: 'codecov',
        name: `${name}-${past.day}.json`,
        text: `${JSON.stringify({
          results: results.map(({ week, all, hits, commit }) => ({
            commitid: commit.repeat(5),
            timestamp: instant(week),
            totals: { hits, lines: all },
          })),
        })}\n`,
      },
      {
        id: 'sonarqube',
        name: `${name}-${past.day}.json`,
        text: `${JSON.stringify({
          measures: [
            history('functions', functionsIn),
            history('complexity', (row) => functionsIn(row) * valueAt(complexity, row.week)),
          ],
        })}\n`,
      },
    ];
  });
}
