import { DAY, HOUR, WEEK } from '../../../src/facts/time.ts';
import type { Random } from '../random.ts';
import { arrivals, echo } from './arrivals.ts';
import { csv, type Export, wallDay, wallTime } from './exportFile.ts';
import type { Month, Past } from './past.ts';

/** A customer's subscription: tried, then paid for, then perhaps given up. */
interface Subscription {
  began: number;
  trialEnds: number;
  ended: number | null;
}

const TRIAL = 14 * DAY;

/** Customers leave more often in the month after faults. */
function subscriptions(past: Past): Subscription[] {
  const draw = past.stream('subscriptions');
  const first = Array.from({ length: 130 }, () => past.from - draw.between(20, 500) * DAY);
  const later = past.weeks.flatMap((week) => arrivals(draw, week, week + WEEK, 3.2));
  return [...first, ...later].sort((a, b) => a - b).map((began) => subscription(past, draw, began));
}

function subscription(past: Past, draw: Random, began: number): Subscription {
  const trialEnds = began + TRIAL;
  if (began > past.from && draw.chance(0.58)) return { began, trialEnds, ended: trialEnds };
  for (const { start, end } of past.months) {
    if (end < trialEnds) continue;
    const strain =
      past.incidents('checkout', start - 30 * DAY, start) +
      past.incidents('catalogue', start - 30 * DAY, start);
    if (draw.chance(0.012 + 0.0012 * strain))
      return { began, trialEnds, ended: Math.max(trialEnds + 10 * DAY, draw.between(start, end)) };
  }
  return { began, trialEnds, ended: null };
}

/** Stripe, finance and the portfolio, which agree with each other. */
export function money(past: Past): Export[] {
  const customers = subscriptions(past);
  return [stripe(past, customers), finance(past, customers), portfolio(past)];
}

function stripe(past: Past, customers: readonly Subscription[]): Export {
  const time = (at: number | null): string | null =>
    at === null || at >= past.until ? null : wallTime(at, 'UTC').slice(0, 16);
  return {
    id: 'stripe',
    name: `subscriptions-${past.day}.csv`,
    text: csv(
      ['id', 'Customer ID', 'Created (UTC)', 'Trial End (UTC)', 'Ended At (UTC)'],
      customers
        .filter(({ began }) => began < past.until)
        .map(({ began, trialEnds, ended }, index) => [
          `sub_${index + 1}`,
          `cus_${index + 1}`,
          time(began),
          wallTime(trialEnds, 'UTC').slice(0, 16),
          time(ended),
        ]),
    ),
  };
}

const PRICE = 2400;

function finance(past: Past, customers: readonly Subscription[]): Export {
  const draw = past.stream('finance');
  const isPaying = ({ trialEnds, ended }: Subscription, at: number): boolean =>
    trialEnds <= at && (ended === null || ended > at);
  const row = ({ name, start, end }: Month, index: number): (string | null)[] => {
    const paying = customers.filter((each) => isPaying(each, start));
    const won = customers.filter((each) => !isPaying(each, start) && isPaying(each, end)).length;
    const lost = paying.filter((each) => !isPaying(each, end)).length;
    const revenue = paying.length * PRICE * 1.004 ** index;
    const cohort = customers.filter((each) => isPaying(each, end - 365 * DAY));
    const kept = cohort.filter((each) => isPaying(each, end));
    const money = (amount: number): string => german(Math.round(amount));
    const saved = index < 6 ? 900 : 2600 + 140 * index;
    return [
      name,
      money(draw.logNormal(102_000, 0.04)),
      money(draw.logNormal(355_000, 0.03)),
      money(revenue),
      String(past.features(start, end)),
      money(draw.logNormal(148_000, 0.03)),
      money(draw.logNormal(31_000, 0.08)),
      String(won),
      String(lost),
      money(draw.logNormal(6200, 0.1)),
      String(Math.round(draw.logNormal(46, 0.12))),
      money(revenue * Math.min(0.22, 0.05 + 0.006 * index)),
      String(cohort.length),
      money(cohort.length * PRICE),
      money(kept.length * PRICE * 1.06),
      money(draw.logNormal(saved, 0.1)),
      money(draw.logNormal(1300, 0.15)),
    ];
  };
  const header = [
    'month',
    'technology',
    'expenses',
    'revenue',
    'features',
    'engineering',
    'sales and marketing',
    'customers won',
    'customers lost',
    'lead spending',
    'leads',
    'revenue of new features',
    'customers a year ago',
    'recurring a year ago',
    'of it today',
    'manual cost avoided',
    'automation cost',
  ];
  return { id: 'finance', name: `months-${past.day}.csv`, text: csv(header, past.months.map(row), ';') };
}

/** @returns a whole number as `12.345` */
function german(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, '.');
}

/** Projects of the portfolio: what was planned and what came of it. */
function portfolio(past: Past): Export {
  const draw = past.stream('projects');
  const rows = past.months.flatMap(({ start }) =>
    Array.from({ length: 4 }, () => {
      const planned = start + draw.between(0, 27) * DAY;
      const isDone = draw.chance(0.78);
      const done = planned + draw.between(-15, 25) * DAY;
      const estimated = Math.round(draw.logNormal(42_000, 0.5));
      const cost = Math.round(estimated * draw.logNormal(1.06, 0.16));
      const reviewed = done + 75 * DAY;
      const isReviewed = isDone && reviewed < past.until;
      const completed = isDone && done < past.until;
      return [
        wallDay(planned, past.timeZone),
        completed ? wallDay(done, past.timeZone) : null,
        estimated,
        completed ? cost : null,
        isReviewed ? wallDay(reviewed, past.timeZone) : null,
        isReviewed ? Math.round(cost * draw.logNormal(1.3, 0.35)) : null,
      ];
    }),
  );
  return {
    id: 'projects',
    name: `projects-${past.day}.csv`,
    text: csv(
      ['project', 'planned end', 'completed', 'estimated cost', 'actual cost', 'reviewed', 'gain'],
      rows.map((row, index) => [`PR-${index + 1}`, ...row]),
    ),
  };
}

/** HubSpot: deals that are won, lost or still open. */
export function hubSpot(past: Past): Export[] {
  const draw = past.stream('hubspot');
  const rows = past.weeks
    .flatMap((week) => arrivals(draw, week, week + WEEK, 7))
    .map((created, index) => {
      const closed = created + draw.logNormal(34, 0.5) * DAY;
      const isWon = draw.chance(0.32);
      const isClosed = closed < past.until - HOUR;
      return [
        `${9000 + index}`,
        wallTime(created, past.timeZone).slice(0, 16),
        isClosed ? wallTime(closed, past.timeZone).slice(0, 16) : null,
        isClosed ? (isWon ? 'Closed won' : 'Closed lost') : 'Proposal',
        Math.round(draw.logNormal(2400, 0.4)),
      ];
    });
  const header = ['Record ID', 'Create Date', 'Close Date', 'Deal Stage', 'Amount'];
  return [{ id: 'hubspot', name: `deals-${past.day}.csv`, text: csv(header, rows) }];
}

/** Google Analytics: fewer visits end in an order while catalogue breaks. */
export function googleAnalytics(past: Past): Export[] {
  const draw = past.stream('google analytics');
  const rows = past.days.map((day) => {
    const sessions = Math.round(draw.logNormal(620, 0.15));
    const share = 0.031 - 0.0012 * echo(past, 'catalogue', day);
    return [
      wallDay(day + HOUR, past.timeZone).replaceAll('-', ''),
      sessions,
      Math.round(sessions * draw.logNormal(4.3, 0.06)),
      Math.round(sessions * draw.logNormal(share, 0.12)),
    ];
  });
  const text = csv(['Date', 'Sessions', 'Views', 'Sessions with key event'], rows);
  return [{ id: 'google-analytics', name: `report-${past.day}.csv`, text: `# Days\n${text}` }];
}
