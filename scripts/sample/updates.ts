import { DAY } from '../../src/facts/time.ts';
import type { Board } from './board.ts';
import { instant } from './instant.ts';
import { dependencyUpdate } from './titles.ts';
import { every } from './tracker.ts';

const UPDATE_BOT = 'dependabot[bot]';

/** Has a bot propose new versions of dependencies; who approves one merges it, and old ones are closed. */
export function proposeUpdates(board: Board): void {
  const { team } = board;
  const { draw, world } = team;
  const { agenda } = world;
  every(team, team.plan.updates, () => {
    const area = team.pickArea();
    const { title, branch } = dependencyUpdate(draw);
    const at = instant(agenda.now);
    const change = board.open(area, {
      author: null,
      actor: world.identity.actor({ login: UPDATE_BOT, isBot: true }),
      title,
      head: branch,
      size: Math.max(2, Math.round(draw.logNormal(14, 0.9))),
      commits: [{ sha: area.ledger.nextSha(), authoredAt: at, committedAt: at }],
      draft: false,
      labels: ['dependencies'],
    });
    agenda.after(draw.between(9, 30) * DAY, () => {
      if (change.row.state === 'open') change.close();
    });
  });
}
