import { DAY, HOUR, MINUTE, WEEK } from '../../../src/facts/time.ts';
import { instant } from '../instant.ts';
import { arrivals, echo } from './arrivals.ts';
import { csv, type Export, lines, wallTime } from './exportFile.ts';
import type { Past } from './past.ts';

/** Products that customers use, by the team that makes them. */
const PRODUCTS = [
  { team: 'checkout', group: 'Orders and payments', tickets: 9 },
  { team: 'catalogue', group: 'Products and prices', tickets: 8 },
];

/** Zendesk: a team that breaks more has more tickets two weeks later, and they take longer. */
export function zendesk(past: Past): Export[] {
  const draw = past.stream('zendesk');
  const found: { created: number; group: string; strain: number }[] = PRODUCTS.flatMap(
    ({ team, group, tickets }) =>
      past.weeks.flatMap((week) => {
        const strain = echo(past, team, week);
        return arrivals(draw, week, week + WEEK, tickets + 6 * strain).map((created) => ({
          created,
          group,
          strain,
        }));
      }),
  );
  const escalated: { ticket: number; at: number }[] = [];
  const tickets = found
    .sort((a, b) => a.created - b.created)
    .map(({ created, group, strain }, index) => {
      const solved = created + draw.logNormal((7 + 4 * strain) * HOUR, 0.9);
      const replies = draw.chance(0.66 - 0.08 * strain) ? 1 : 2 + Math.floor(draw.between(0, 4));
      const isSolved = solved < past.until;
      if (draw.chance(0.05 + 0.04 * strain))
        escalated.push({ ticket: index + 1, at: created + draw.between(1, 30) * HOUR });
      return {
        ticket_id: index + 1,
        group: { name: group },
        created_at: instant(created),
        updated_at: instant(Math.min(solved, past.until - HOUR)),
        solved_at: isSolved ? instant(solved) : null,
        reopens: draw.chance(0.07) ? 1 : 0,
        replies: isSolved ? replies : 0,
      };
    });
  const events = escalated
    .filter(({ at }) => at < past.until)
    .sort((a, b) => a.at - b.at)
    .map(({ ticket, at }, index) => ({
      id: index + 1,
      ticket_id: ticket,
      timestamp: Math.floor(at / 1000),
      child_events: [{ event_type: 'Change', group: 'Second line' }],
    }));
  return [
    { id: 'zendesk', name: `tickets-${past.day}.ndjson.gz`, text: lines(tickets) },
    { id: 'zendesk', name: `events-${past.day}.ndjson.gz`, text: lines(events) },
  ];
}

/** Answers of customers, by product. A fault that they met lately makes them less content. */
export function customerSurvey(past: Past): Export[] {
  const draw = past.stream('customer survey');
  const rows = PRODUCTS.flatMap(({ team, group }) =>
    past.weeks.flatMap((week) =>
      arrivals(draw, week, week + WEEK, 5).map((at) => {
        const mood = draw.logNormal(1, 0.22) * (0.86 - 0.05 * echo(past, team, week));
        const scale = (low: number, high: number): number =>
          Math.min(high, Math.max(low, Math.round(low + (high - low) * mood)));
        return { at, cells: [wallTime(at, past.timeZone), group, scale(0, 10), scale(1, 5)] };
      }),
    ),
  );
  const header = ['Time', 'Product', 'How likely are you to recommend us?', 'How content are you?'];
  const sorted = rows.sort((a, b) => a.at - b.at).map(({ cells }) => cells);
  return [{ id: 'customer-survey', name: `answers-${past.day}.csv`, text: csv(header, sorted) }];
}

const SERVICES = [
  { team: 'checkout', name: 'Basket', alerts: 1.1 },
  { team: 'catalogue', name: 'Search', alerts: 1.2 },
  { team: 'platform', name: 'Gateway', alerts: 1.8 },
  { team: 'labs', name: 'Forecast', alerts: 0.2 },
];

/** PagerDuty: every incident that the repositories show, and alerts that turned out to be nothing. */
export function pagerDuty(past: Past): Export[] {
  const draw = past.stream('pagerduty');
  const alerts = SERVICES.flatMap(({ team, name, alerts: usual }) =>
    past.weeks.flatMap((week) =>
      arrivals(draw, week, week + WEEK, usual + 1.6 * past.incidents(team, week, week + WEEK)).map((at) => ({
        at,
        name,
      })),
    ),
  ).sort((a, b) => a.at - b.at);
  const incidents = alerts.map(({ at, name }, index) => {
    const resolved = at + draw.logNormal(0.7 * HOUR, 1);
    return {
      id: `P${String(index + 1).padStart(6, '0')}`,
      title: `${name}: alert`,
      status: 'resolved',
      urgency: draw.chance(0.4) ? 'high' : 'low',
      service: { summary: name },
      created_at: instant(at),
      last_status_change_at: instant(Math.min(resolved, past.until - DAY / 24)),
      acknowledgements: [{ at: instant(at + draw.between(1, 20) * MINUTE) }],
    };
  });
  return [
    { id: 'pagerduty', name: `incidents-${past.day}.json`, text: `${JSON.stringify({ incidents })}\n` },
  ];
}
