import { didYouMean } from '../../../src/facts/didYouMean.ts';
import { Problem } from '../../../src/facts/problem.ts';
import { counted } from '../counted.ts';
import type { Ask } from './ask.ts';
import type { Evidence } from './evidence.ts';
import { merged, type ProposedTeam, smallTeams, smallTeamWords } from './proposal.ts';

/** The answer that leaves a small team as it is. */
const SEPARATE = 'no, with none';

/**
 * @param merges what `--merge` says, such as `labs=search`
 * @returns the teams after that
 * @throws Problem (exit 2) for what names no team
 */
export function inOthers(
  teams: readonly ProposedTeam[],
  merges: readonly string[],
  evidence: readonly Evidence[],
  now: number,
): readonly ProposedTeam[] {
  return merges.reduce((left, merge) => {
    const ids = left.map(({ id }) => id);
    const [small = '', into = '', ...more] = merge.split('=').map((id) => id.trim());
    const unknown = [small, into].find((id) => !ids.includes(id));
    if (unknown !== undefined || small === into || more.length > 0) throw wrongMerge(merge, unknown, ids);
    return merged(left, small, into, evidence, now);
  }, teams);
}

/**
 * Asks of each team that is too small whether another one takes it in; that team may be too small, too.
 * @returns the teams that are left
 */
export async function askAboutSmallTeams(
  teams: readonly ProposedTeam[],
  ask: Pick<Ask, 'choose'>,
  evidence: readonly Evidence[],
  now: number,
): Promise<readonly ProposedTeam[]> {
  const kept = new Set<string>();
  let left = teams;
  for (;;) {
    const small = smallTeams(left, evidence, now).find(({ team }) => !kept.has(team.id));
    if (small === undefined) return left;
    const { team, nearest, shared } = small;
    if (nearest === null) return left;
    const others = [nearest, ...left.filter(({ id }) => id !== team.id && id !== nearest.id)];
    const into = await ask.choose(
      smallTeamWords(small),
      undefined,
      [
        ...others.map(({ id, people }) => ({ value: id, hint: counted(people, 'person', 'people') })),
        { value: SEPARATE, hint: 'its figures will be withheld' },
      ],
      shared > 0 ? nearest.id : SEPARATE,
    );
    if (into === SEPARATE) kept.add(team.id);
    else left = merged(left, team.id, into, evidence, now);
  }
}

function wrongMerge(merge: string, unknown: string | undefined, ids: readonly string[]): Problem {
  return new Problem({
    place: '--merge',
    found: unknown === undefined ? `\`${merge}\`` : `\`${merge}\`, and no team \`${unknown}\` at that point`,
    expected: `two teams as \`labs=search\`: the first is taken in by the second; teams: ${ids.join(', ')}`,
    remedy: `Correct it. Nothing was written.${unknown === undefined ? '' : didYouMean(unknown, ids)}`,
    exitCode: 2,
  });
}
