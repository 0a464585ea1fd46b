import { DAY, HOUR } from '../../../src/facts/time.ts';
import type { Course } from '../course.ts';
import { valueAt } from '../course.ts';
import { csv, type Export, wallDay, wallTime } from './exportFile.ts';
import type { Past } from './past.ts';

interface Mood {
  team: string;
  name: string;
  /** How many answer, of those who are asked. */
  answer: number;
  content: Course;
  /** Share of weeks with overtime. */
  overtime: Course;
  /** Hours of a week. */
  meetings: number;
  learning: number;
}

const TEAMS: readonly Mood[] = [
  {
    team: 'checkout',
    name: 'Checkout team',
    answer: 0.95,
    content: [
      ['2025-12-15', 0.55],
      ['2026-08-01', 0.83],
    ],
    overtime: [['2024-06-01', 0]],
    meetings: 7,
    learning: 1.6,
  },
  {
    team: 'catalogue',
    name: 'Catalogue team',
    answer: 0.9,
    content: [
      ['2026-01-12', 0.72],
      ['2026-08-01', 0.42],
    ],
    overtime: [
      ['2026-01-15', 0.07],
      ['2026-08-01', 0.31],
    ],
    meetings: 6,
    learning: 1.1,
  },
  {
    team: 'platform',
    name: 'Platform team',
    answer: 0.95,
    content: [['2024-06-01', 0.7]],
    overtime: [['2024-06-01', 0]],
    meetings: 8,
    learning: 1.9,
  },
  // Three answer: what they say is withheld.
  {
    team: 'labs',
    name: 'Labs',
    answer: 0.6,
    content: [['2024-06-01', 0.75]],
    overtime: [['2024-06-01', 0]],
    meetings: 5,
    learning: 2.5,
  },
];

const QUESTIONS = [
  'I am content with how we work.',
  'Our code lets us do good work.',
  'I knew what was asked of us.',
  'I believed in our commitment.',
  'I can do more than a quarter ago.',
];

/** A form that each team fills in at the end of a month. */
export function survey(past: Past): Export[] {
  const draw = past.stream('survey');
  const rows = past.months.flatMap(({ end }) =>
    TEAMS.flatMap(({ team, name, answer, content }) => {
      const closes = end - 3 * DAY;
      return Array.from({ length: Math.round(past.people(team, closes) * answer) }, () => {
        const at = closes - draw.between(0, 60) * HOUR;
        const answers = QUESTIONS.map((_, index) => {
          const favourable = draw.chance(Math.min(0.95, valueAt(content, closes) + (index % 3) * 0.05));
          return favourable ? draw.pick([4, 4, 5]) : draw.pick([1, 2, 3, 3]);
        });
        return { at, cells: [formTime(at, past.timeZone), name, ...answers] };
      });
    }),
  );
  const header = ['Timestamp', 'Which team are you in?', ...QUESTIONS];
  const sorted = rows.sort((a, b) => a.at - b.at).map(({ cells }) => cells);
  const invited = past.months.flatMap(({ name, end }) =>
    TEAMS.map(({ team, name: called }) => [name, called, past.people(team, end - 3 * DAY)]),
  );
  return [
    { id: 'survey', name: `answers-${past.day}.csv`, text: csv(header, sorted) },
    { id: 'survey', name: `invited-${past.day}.csv`, text: csv(['month', 'team', 'people asked'], invited) },
  ];
}

/** @returns a time as Google Forms writes it: `2026/09/01 3:04:05 PM GMT+2` */
function formTime(at: number, timeZone: string): string {
  const [day = '', time = ''] = wallTime(at, timeZone).split(' ');
  const [hours = '', minutes, seconds] = time.split(':');
  const hour = Number(hours);
  return `${day.replaceAll('-', '/')} ${hour % 12 === 0 ? 12 : hour % 12}:${minutes}:${seconds} ${hour < 12 ? 'AM' : 'PM'} GMT`;
}

/** Sheets of the people system: totals of teams by month, and those who began, without a name. */
export function hr(past: Past): Export[] {
  const draw = past.stream('hr');
  const months = past.months.flatMap(({ name, start, end }) =>
    TEAMS.map(({ team, overtime, meetings, learning }) => {
      const people = past.people(team, start + DAY);
      const weeks = Math.round((people * (end - start)) / (7 * DAY));
      const worked = weeks * 36;
      const withOvertime = Array.from({ length: weeks }, () => draw.chance(valueAt(overtime, start)));
      return [
        name,
        team,
        people,
        Math.min(people, past.people(team, end)),
        weeks,
        withOvertime.filter(Boolean).length,
        Math.round(draw.logNormal(meetings, 0.08) * weeks),
        Math.round(draw.logNormal(learning, 0.15) * weeks),
        worked,
        Math.min(people, 2 * Math.round(draw.between(0.6, 2.4))),
      ];
    }),
  );
  const starters = past.months.flatMap(({ start }) =>
    Array.from({ length: 2 }, () => {
      const began = start + Math.floor(draw.between(0, 20)) * DAY;
      const reached = began + draw.logNormal(38, 0.35) * DAY;
      return [wallDay(began, past.timeZone), reached < past.until ? wallDay(reached, past.timeZone) : null];
    }),
  );
  return [
    {
      id: 'hr',
      name: `months-${past.day}.csv`,
      text: csv(
        [
          'month',
          'team',
          'people at the start',
          'of them still here',
          'person weeks',
          'person weeks with overtime',
          'hours in meetings',
          'hours of learning',
          'hours at work',
          'people in a pair of mentoring',
        ],
        months,
      ),
    },
    {
      id: 'hr',
      name: `starters-${past.day}.csv`,
      text: csv(['first day', 'first milestone'], starters),
    },
  ];
}
