import type { CheckResult, ChecksAtMerge } from '../../src/facts/schema.ts';
import { MINUTE } from '../../src/facts/time.ts';
import { valueAt } from './course.ts';
import { instant } from './instant.ts';
import type { Ledger } from './ledger.ts';
import type { Team } from './team.ts';

/** Runs a repository's checks on a commit of its default branch, if it has any by now. */
export function runChecks(team: Team, ledger: Ledger, sha: string): void {
  const { ci } = ledger.plan;
  const { agenda } = team.world;
  const createdAt = agenda.now;
  if (ci === undefined || createdAt < Date.parse(ci.from)) return;
  const draw = team.stream('ci');
  const { checks } = ledger.facts;
  const suite = String(checks.length + 1);
  const begin = (name: string): CheckResult => {
    const check: CheckResult = {
      id: String(checks.length + 1),
      sha,
      name,
      suite,
      createdAt: instant(createdAt),
      startedAt: instant(agenda.now),
      completedAt: null,
      conclusion: null,
    };
    checks.push(check);
    return check;
  };
  const end = (check: CheckResult, conclusion: string) =>
    Object.assign(check, { completedAt: instant(agenda.now), conclusion });

  const test = (failing: number, reruns: number) => {
    const check = begin('unit tests');
    agenda.after(draw.logNormal(7 * MINUTE, 0.3), () => {
      if (draw.chance(0.012)) end(check, 'cancelled');
      else if (!draw.chance(failing)) end(check, 'success');
      else {
        end(check, 'failure');
        if (reruns > 0 && draw.chance(0.35))
          agenda.after(draw.between(4, 50) * MINUTE, () => test(0.3, reruns - 1));
      }
    });
  };
  agenda.after(draw.logNormal(valueAt(ci.queue, createdAt) * 1000, 0.55), () => {
    const build = begin('build');
    agenda.after(draw.logNormal(4 * MINUTE, 0.25), () => {
      if (draw.chance(ci.buildFails)) {
        end(build, 'failure');
        end(begin('unit tests'), 'skipped');
      } else {
        end(build, 'success');
        test(valueAt(ci.testsFail, agenda.now), 1);
      }
    });
  });
}

/** What a repository's checks said of a pull request at its merge. Who is in haste waits for them less often. */
export function checksBeforeMerge(team: Team, ledger: Ledger): ChecksAtMerge {
  const { ci } = ledger.plan;
  const checks: ChecksAtMerge = { passed: [], failed: [], pending: [] };
  if (ci === undefined || team.world.agenda.now < Date.parse(ci.from)) return checks;
  const draw = team.stream('merge checks');
  const isRed = draw.chance(0.02 * Math.exp(team.habit('haste')));
  const red = draw.chance(0.6) ? checks.failed : checks.pending;
  checks.passed.push('build');
  (isRed ? red : checks.passed).push('unit tests');
  return checks;
}
