import { DAY, HOUR, MINUTE, WEEK } from '../../../src/facts/time.ts';
import type { Random } from '../random.ts';
import { arrivals } from './arrivals.ts';
import { type Export, lines, wallTime } from './exportFile.ts';
import type { Past } from './past.ts';

interface Event {
  user: number;
  session: number;
  type: 'account created' | 'basket opened' | 'order paid' | 'gift card paid' | 'account closed';
  at: number;
}

/** A feature that is switched on for everyone. */
const GIFT_CARDS = Date.parse('2025-09-01T00:00:00Z');

/** Amplitude: accounts, their visits, and what they do in them. */
export function amplitude(past: Past): Export[] {
  const draw = past.stream('amplitude');
  const events = past.weeks
    .flatMap((week) => arrivals(draw, week, week + WEEK, 6))
    .flatMap((began, index) => lifeOf(draw, index + 1, began, past.until))
    .filter(({ at }) => at < past.until)
    .sort((a, b) => a.at - b.at);
  return [
    {
      id: 'amplitude',
      name: `events-${past.day}.ndjson.gz`,
      text: lines(
        events.map(({ user, session, type, at }, index) => ({
          $insert_id: index + 1,
          amplitude_id: user,
          session_id: Math.floor(session / 1000) * 1000,
          event_type: type,
          event_time: wallTime(at, 'UTC'),
        })),
      ),
    },
  ];
}

function lifeOf(draw: Random, user: number, began: number, until: number): Event[] {
  const stays = draw.chance(0.72) ? draw.exponential(260 * DAY) : 2 * DAY;
  const leaves = began + stays;
  const events: Event[] = [{ user, session: began, type: 'account created', at: began }];
  let at = began;
  while (at < Math.min(leaves, until)) {
    const length = draw.logNormal(5 * MINUTE, 0.8);
    events.push({ user, session: at, type: 'basket opened', at: at + MINUTE / 6 });
    if (draw.chance(0.55)) {
      const isCard = at > GIFT_CARDS && draw.chance(0.35);
      events.push({ user, session: at, type: isCard ? 'gift card paid' : 'order paid', at: at + length });
    }
    at += draw.exponential(17 * DAY) + HOUR;
  }
  if (leaves < until) events.push({ user, session: leaves, type: 'account closed', at: leaves });
  return events;
}
