import type { Ledger } from './ledger.ts';
import type { Team } from './team.ts';
import { branchName } from './titles.ts';

const FILES = ['index.ts', 'index.test.ts', 'types.ts', 'errors.ts', 'options.ts'] as const;

/** @returns the paths of as many files as a change touches; some are records of a decision, new or edited */
export function changedPaths(team: Team, ledger: Ledger, title: string, count: number): string[] {
  const draw = team.stream('paths');
  const paths = sourcePaths(team, count);
  const decision = draw.between(0, 1);
  if (decision < 0.06) {
    const number = String(ledger.decisions.length + 1).padStart(4, '0');
    ledger.decisions.push(`docs/adr/${number}-${branchName(title)}.md`);
    paths.splice(0, 1, ...ledger.decisions.slice(-1));
  } else if (decision < 0.09 && ledger.decisions.length > 0) {
    paths.splice(0, 1, draw.pick(ledger.decisions));
  }
  return paths.toSorted();
}

/** @returns paths of code in neighbouring parts */
export function sourcePaths(team: Team, count: number): string[] {
  const all = team.plan.vocabulary.parts.flatMap((part) =>
    FILES.map((file) => `src/${part.replaceAll(' ', '-')}/${file}`),
  );
  const first = Math.floor(team.stream('paths').between(0, all.length));
  return [...all.slice(first), ...all.slice(0, first)].slice(0, count).sort();
}
