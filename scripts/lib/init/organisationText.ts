import { stringify } from 'yaml';
import { asPatterns, type ProposedDeployments, type ProposedTeam } from './proposal.ts';

/** Everything that `npm run init` found or asked for. */
export interface Answers {
  name: string;
  /** Null for clones. */
  owner: string | null;
  visibility: 'internal' | 'public';
  timeZone: string;
  fiscalYearStart: number;
  since: string;
  repositories: readonly { name: string; path: string | null; deployments: ProposedDeployments }[];
  /** Active repositories that were left out on purpose. */
  except: readonly string[];
  teams: readonly ProposedTeam[];
  incidents: readonly string[];
  bugs: readonly string[];
  kpis: readonly string[];
  /** How a file in the organisation folder names the schema; null where the folder is elsewhere. */
  schema: string | null;
}

const flow = (value: unknown) => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();

/** @returns the text of an `org.yaml`, with comments; its length depends on teams and exceptions, not on repositories */
export function organisationText(answers: Answers): string {
  const { owner, repositories, teams } = answers;
  const all = repositories.map(({ name }) => name);
  return [
    ...(answers.schema === null ? [] : [`# yaml-language-server: $schema=${answers.schema}`]),
    '# Who owns what, and how it is counted. Every field: docs/schemas/org.schema.json. `npm run check` checks it.',
    'version: 1',
    `name: ${flow(answers.name)}`,
    `visibility: ${answers.visibility} # public: private repositories are left out, with their names`,
    `timeZone: ${answers.timeZone}`,
    `fiscalYearStart: ${answers.fiscalYearStart} # a month`,
    `since: ${answers.since} # the first scorecard; earlier facts serve as baseline`,
    ...(answers.incidents.length > 0 ? [`incidents: ${flow({ labels: answers.incidents })}`] : []),
    ...(answers.bugs.length > 0 ? [`work: ${flow({ fix: { labels: answers.bugs } })}`] : []),
    '# Three to five, each figure about speed with one that shows its price.',
    `kpis: &kpis ${flow(answers.kpis.map((metric) => ({ metric })))}`,
    'repositories:',
    ...(owner === null ? clones(repositories) : onGitHub(owner, answers)),
    '# Teams, never persons: a quarter with fewer than four people behind it is withheld.',
    'teams:',
    ...teams.flatMap((team) => [
      `  - { id: ${team.id}, name: ${flow(team.name)}, kpis: *kpis, owns: ${flow(ownsOf(team, all))} }`,
    ]),
    '',
  ].join('\n');
}

function clones(repositories: Answers['repositories']): string[] {
  return repositories.map(({ name, path }) => `  - ${flow({ name, source: 'git', path })}`);
}

function onGitHub(owner: string, { repositories, except }: Answers): string[] {
  const groups = new Map<string, { names: string[]; settings: ProposedDeployments['settings'] }>();
  for (const { name, deployments } of repositories) {
    const key = JSON.stringify(deployments.settings);
    const group = groups.get(key) ?? { names: [], settings: deployments.settings };
    group.names.push(name);
    groups.set(key, group);
  }
  const all = repositories.map(({ name }) => name);
  const special = [...groups.values()].filter(({ settings }) => settings !== null);
  return [
    ...special.flatMap(({ names, settings }) =>
      asPatterns(names, all).map((name) => `  - ${flow({ name, deployments: settings })}`),
    ),
    `  # New ones are noticed; archived, forked and quiet ones (180 days without a push) are left out.`,
    `  - ${flow({ name: `${owner}/*`, ...(except.length > 0 ? { except } : {}) })}`,
  ];
}

function ownsOf({ owns }: ProposedTeam, all: readonly string[]): ProposedTeam['owns'] {
  const whole = owns.filter(({ codeowners }) => codeowners === undefined).map(({ repository }) => repository);
  return [
    ...asPatterns(whole, all).map((repository) => ({ repository })),
    ...owns.filter(({ codeowners }) => codeowners !== undefined),
  ];
}
