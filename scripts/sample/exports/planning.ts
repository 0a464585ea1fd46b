import { DAY, WEEK } from '../../../src/facts/time.ts';
import type { Course } from '../course.ts';
import { valueAt } from '../course.ts';
import { arrivals } from './arrivals.ts';
import { csv, type Export, wallDay } from './exportFile.ts';
import type { Past } from './past.ts';

const TEAMS: readonly { team: string; points: number; committed: Course; changes: number }[] = [
  {
    team: 'checkout',
    points: 27,
    committed: [
      ['2025-12-15', 0.96],
      ['2026-06-01', 0.82],
    ],
    changes: 0.5,
  },
  { team: 'catalogue', points: 31, committed: [['2024-06-01', 0.97]], changes: 0.9 },
  { team: 'platform', points: 24, committed: [['2024-06-01', 0.8]], changes: 0.3 },
];

/** What Jira knows of sprints: their plan, what became of it, and the estimates of stories. */
export function planning(past: Past): Export[] {
  const draw = past.stream('planning');
  const day = (at: number): string => wallDay(at, past.timeZone);
  const sprints: (string | number)[][] = [];
  const changes: string[][] = [];
  const estimates: (string | number)[][] = [];
  for (const { team, points, committed, changes: usual } of TEAMS)
    for (const [index, week] of past.weeks.entries()) {
      if (index % 2 === 1 || week + 2 * WEEK > past.until) continue;
      const end = week + 11 * DAY;
      const hours = past.people(team, week) * 56;
      const planned = hours * draw.logNormal(valueAt(committed, week), 0.05);
      const requirements = 8 + Math.round(draw.between(0, 6));
      const decided = arrivals(draw, week, end, usual);
      sprints.push([
        team,
        `${team} ${index / 2 + 1}`,
        day(end),
        Math.round(draw.logNormal(points, 0.18)),
        Math.round(planned),
        hours,
        Math.round(planned / 8),
        Math.round((planned / 8) * draw.between(0.05, 0.25)),
        requirements,
        decided.length + Math.round(draw.between(0, 1.4)),
      ]);
      for (const at of decided) changes.push([team, day(at)]);
      for (let story = 1; story <= 5; story += 1) {
        const middle = draw.pick([2, 3, 3, 5, 8]);
        const spread = draw.chance(0.45) ? 0 : draw.pick([1, 1, 2, 3]);
        estimates.push([team, day(week), Math.max(1, middle - spread), middle, middle + spread]);
      }
    }
  return [
    {
      id: 'planning',
      name: `sprints-${past.day}.csv`,
      text: csv(
        [
          'team',
          'sprint',
          'ended',
          'points accepted',
          'hours committed',
          'hours available',
          'days planned',
          'days spent elsewhere',
          'requirements agreed',
          'requirements changed',
        ],
        sprints,
      ),
    },
    { id: 'planning', name: `changes-${past.day}.csv`, text: csv(['team', 'accepted'], changes) },
    {
      id: 'planning',
      name: `estimates-${past.day}.csv`,
      text: csv(['team', 'estimated', 'lowest', 'median', 'highest'], estimates),
    },
  ];
}
