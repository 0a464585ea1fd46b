import { join, relative, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { Problem } from '../../../src/facts/problem.ts';
import { quarterAt, quartersBetween } from '../../../src/facts/quarter.ts';
import { DAY, MINUTE } from '../../../src/facts/time.ts';
import { loadDefinitions } from '../../../src/handbook/handbook.ts';
import { organisationSchema } from '../../../src/handbook/organisation.ts';
import { discover } from '../../../src/sources/github/discovery.ts';
import { createClient } from '../../../src/sources/github/transport/client.ts';
import { credentialsOf } from '../../../src/sources/github/transport/credentials.ts';
import { askRateLimit } from '../../../src/sources/github/transport/rateLimit.ts';
import { counted } from '../counted.ts';
import { whyLeftOut } from '../coveredRepositories.ts';
import { day, wholeNumber } from '../optionValues.ts';
import { pseudonymKey, storedKey } from '../pseudonymKey.ts';
import { spinner } from '../spinner.ts';
import { type Ask, asker } from './ask.ts';
import { type Evidence, evidenceInClones, evidenceOf } from './evidence.ts';
import { type Answers, organisationText } from './organisationText.ts';
import {
  bestSource,
  conventionsOf,
  deploymentsOf,
  kpisFor,
  smallTeams,
  smallTeamWords,
  type TeamSource,
  teamSources,
  teamsBySource,
} from './proposal.ts';
import { askAboutSmallTeams, inOthers } from './smallTeams.ts';
import { expectNothingAt, writeEnvironment, writeFolder } from './writeFolder.ts';

const root = join(import.meta.dirname, '../../..');
type Secrets = Readonly<NodeJS.ProcessEnv>;

/** What `init` reads of a clone, and the first scorecard. */
const QUARTERS = 8;
const YEARS = 2.5 * 366 * DAY;

interface Options {
  org: string;
  content: string;
  github?: string;
  url?: string;
  clones?: string;
  name?: string;
  teams?: TeamSource;
  merge?: string[];
  except?: string[];
  incidents?: string[];
  bugs?: string[];
  kpis?: string[];
  timeZone?: string;
  fiscalYearStart?: number;
  since?: string;
  visibility?: 'internal' | 'public';
  keyFile: string;
  yes?: boolean;
}

/**
 * Asks about an organisation, or takes what the command line says of it, and writes its folder.
 * @param secrets the tokens and keys that the command was started with, by the name of their variable
 */
export async function initCommand(secrets: Secrets): Promise<void> {
  const options = parse();
  const isInteractive = options.yes !== true && process.stdin.isTTY === true && process.stderr.isTTY === true;
  const ask = asker(isInteractive);
  await expectNothingAt(options.org);
  const metrics = [...(await loadDefinitions(options.content)).keys()];
  const now = Date.now();
  const source = await sourceOf(options, ask);
  const found =
    source.owner === null
      ? { evidence: await evidenceInClones(source.clones, options.org, now - YEARS), teams: [] }
      : await onGitHub(source.owner, source.url, now, secrets);
  const { evidence } = found;
  if (evidence.length === 0) throw nothingActive(source.owner ?? '');
  const name = await ask.text(
    'Which name of it do readers see?',
    options.name,
    source.owner ?? evidence[0]?.name.split('/')[0] ?? 'Our organisation',
    '--name',
  );
  const { teams: proposed, unused } = teamsBySource(evidence, found.teams, now);
  for (const line of unused) console.error(`  not used: ${line}`);
  const teamSource = await ask.choose(
    'Where do your teams come from?',
    options.teams,
    [...proposed].map(([value, teams]) => ({ value, hint: counted(teams.length, 'team') })),
    bestSource(proposed, evidence.length),
  );
  const separate = proposed.get(teamSource);
  if (separate === undefined) throw noTeams(teamSource);
  const given = inOthers(separate, options.merge ?? [], evidence, now);
  for (const { name: team, people, owns } of given)
    console.error(
      `  ${team}: ${counted(new Set(owns.map(({ repository }) => repository)).size, 'repository', 'repositories')}, ${owns.some(({ codeowners }) => codeowners !== undefined) ? 'at most ' : ''}${people} people in a quarter`,
    );
  const teams = isInteractive ? await askAboutSmallTeams(given, ask, evidence, now) : given;
  for (const small of smallTeams(teams, evidence, now)) {
    const option = small.nearest === null ? '' : ` (--merge ${small.team.id}=${small.nearest.id})`;
    console.error(`  warning: ${smallTeamWords(small)}${option}`);
  }
  const repositories = evidence.map((one) => ({
    name: one.name,
    path: one.path,
    deployments: deploymentsOf(one, now),
  }));
  console.error('Deployments:');
  for (const line of deploymentLines(repositories)) console.error(`  ${line}`);
  const conventions = conventionsOf(evidence);
  const choices = (found: [string, number][]) =>
    found.map(([value, count]) => ({ value, hint: counted(count, 'issue') }));
  const incidents = await ask.several(
    'Which labels name incidents?',
    options.incidents,
    choices(conventions.incidents),
    conventions.incidents.map(([label]) => label),
  );
  const bugs = await ask.several(
    'Which labels name bugs?',
    options.bugs,
    choices(conventions.bugs),
    conventions.bugs.map(([label]) => label),
  );
  const timeZone = await ask.text(
    'In which time zone do days and quarters end?',
    options.timeZone,
    Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
    '--time-zone',
  );
  checkTimeZone(timeZone);
  const fiscalYearStart = Number(
    await ask.text(
      'In which month does your fiscal year start?',
      options.fiscalYearStart?.toString(),
      '1',
      '--fiscal-year-start',
    ),
  );
  const visibility = await ask.choose(
    'Who may read the site?',
    options.visibility,
    [{ value: 'internal' }, { value: 'public' }],
    'internal',
  );
  const since = options.since ?? firstDay(now, timeZone, fiscalYearStart);
  const kpis = await ask.several(
    'Which three to five KPIs do teams start with?',
    options.kpis,
    kpisFor(evidence, now).map((value) => ({ value })),
    kpisFor(evidence, now),
  );
  const answers: Answers = {
    name,
    owner: source.owner,
    visibility,
    timeZone,
    fiscalYearStart,
    since,
    repositories,
    except: options.except ?? [],
    teams,
    incidents,
    bugs,
    kpis,
    schema: schemaFrom(options.org),
  };
  const text = organisationText(answers);
  const lines = text.trimEnd().split('\n').length;
  if (!(await ask.agree(`Write ${join(options.org, 'org.yaml')} (${lines} lines)?`, true))) {
    console.error('Nothing was written.');
    return;
  }
  const env = await writeFolder(options.org, text, metrics, () =>
    writeEnvironment(options.keyFile, source.url),
  );
  const known = secrets['PLUMBLINE_PSEUDONYM_KEY'] || (await storedKey(options.keyFile)) || '';
  if (known === '') await pseudonymKey({ data: dataOf(options.org), given: undefined, isInteractive: true });
  console.log(conclusion(options, answers, { env, lines, asked: ask.asked }));
}

function parse(): Options {
  const program = new Command('init')
    .description(
      'Asks about your organisation, proposes, and writes its folder. Every answer is also an option.',
    )
    .option(
      '--org <dir>',
      'the folder to write',
      process.env['PLUMBLINE_ORG'] || join('content', 'organisation'),
    )
    .option('--content <dir>', 'folder of the handbook', process.env['PLUMBLINE_CONTENT'] || 'content')
    .option('--github <owner>', 'the organisation on GitHub')
    .option('--url <address>', 'the GraphQL address of GitHub Enterprise Server (GITHUB_GRAPHQL_URL)')
    .option('--clones <dir>', 'a folder of clones, in place of GitHub')
    .option('--name <text>', 'the name that readers see')
    .addOption(new Option('--teams <source>', 'where teams come from').choices([...teamSources]))
    .option(
      '--merge <pairs>',
      'teams that others take in, such as labs=search, separated by commas: with fewer than four people, all of their figures are withheld',
      listed,
    )
    .option('--except <names>', 'repositories or patterns to leave out, separated by commas', listed)
    .option('--incidents <labels>', 'labels of incidents, separated by commas', listed)
    .option('--bugs <labels>', 'labels of bugs, separated by commas', listed)
    .option('--kpis <ids>', 'three to five metrics, separated by commas', listed)
    .option('--time-zone <zone>', 'an IANA time zone')
    .option('--fiscal-year-start <month>', 'a month from 1 to 12', wholeNumber(1, 12))
    .option('--since <date>', 'the first day that scorecards cover; default: eight quarters back', day)
    .addOption(new Option('--visibility <who>', 'who may read the site').choices(['internal', 'public']))
    .option('--key-file <file>', 'where to write the key for pseudonyms', join(root, '.env'))
    .option('--yes', 'take what is proposed, and ask nothing')
    .allowExcessArguments(false)
    .showHelpAfterError()
    .exitOverride()
    .parse();
  return program.opts<Options>();
}

function listed(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

type Source = { owner: string; url: string | undefined } | { owner: null; clones: string; url: undefined };

async function sourceOf(options: Options, ask: Ask): Promise<Source> {
  if (options.clones !== undefined) return { owner: null, clones: resolve(options.clones), url: undefined };
  const url = options.url ?? (process.env['GITHUB_GRAPHQL_URL'] || undefined);
  if (options.github !== undefined) return { owner: options.github, url };
  const kind = await ask.choose(
    'Where is your code?',
    undefined,
    [
      { value: 'GitHub', hint: 'an organisation; needs GITHUB_TOKEN' },
      { value: 'clones', hint: 'commits and tags alone' },
    ],
    'GitHub',
  );
  if (kind === 'clones')
    return {
      owner: null,
      clones: resolve(await ask.text('In which folder are your clones?', undefined, undefined, '--clones')),
      url: undefined,
    };
  return {
    owner: await ask.text('What is the organisation called on GitHub?', undefined, undefined, '--github'),
    url,
  };
}

/** @returns the active repositories, and the teams */
async function onGitHub(owner: string, url: string | undefined, now: number, secrets: Secrets) {
  const client = createClient({
    credentials: credentialsOf({ ...process.env, ...secrets }),
    url,
    longestWait: 5 * MINUTE,
  });
  const cost = { requests: 0, points: 0 };
  const line = spinner(`Looking at ${owner}`);
  try {
    await askRateLimit(client, cost);
    const { repositories, teams, properties, denied } = await discover(client, owner, cost, (seen) => {
      line.text = `Looking at ${owner} (${seen} repositories)`;
    });
    const left = { archived: 0, forks: 0, quiet: 0, empty: 0 };
    const evidence: Evidence[] = [];
    for (const repository of repositories) {
      const reason = whyLeftOut({}, repository, now);
      if (reason === null) evidence.push(evidenceOf(repository, properties.get(repository.nameWithOwner)));
      else left[reason] += 1;
    }
    line.succeed(
      `${counted(repositories.length, 'repository', 'repositories')}: ${evidence.length} active; left out: ${left.quiet} quiet, ${left.archived} archived, ${left.forks} forks, ${left.empty} empty`,
    );
    for (const message of denied) console.error(`  the token may not read this: ${message}`);
    if (denied.length > 0)
      console.error(
        '  It needs read access to contents, issues, pull requests, deployments, checks and metadata, to members for teams and to custom properties (classic: `repo` and `read:org`); to projects, too, where statuses on boards are to count (`read:project`).',
      );
    return { evidence, teams };
  } catch (error) {
    line.fail(`Looking at ${owner}`);
    throw error;
  }
}

/** One line for each way of deploying, with the repositories of the first few. */
function deploymentLines(repositories: Answers['repositories']): string[] {
  const groups = new Map<string, string[]>();
  for (const { name, deployments } of repositories) {
    const key =
      deployments.settings === null
        ? deployments.evidence.replaceAll(/: .*|\d+/g, '')
        : JSON.stringify(deployments.settings);
    groups.set(key, [...(groups.get(key) ?? []), `${name}: ${deployments.evidence}`]);
  }
  return [...groups.values()].map(
    ([first = '', ...others]) =>
      `${first}${others.length > 0 ? ` (and ${others.length} more of this kind)` : ''}`,
  );
}

/** @returns the first day of the quarter that began eight quarters before the present one */
function firstDay(now: number, timeZone: string, fiscalYearStart: number): string {
  const calendar = { timeZone, fiscalYearStart };
  const current = quarterAt(now, calendar);
  const before = quartersBetween(now - 2.25 * 366 * DAY, current.start, calendar);
  const first = before.at(-QUARTERS) ?? current;
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(first.start);
}

function schemaFrom(folder: string): string | null {
  const path = relative(resolve(folder), join(root, 'docs/schemas/org.schema.json'));
  return resolve(folder).startsWith(`${root}/`) ? path : null;
}

function dataOf(folder: string): string {
  return resolve(folder) === join(root, 'content/organisation') ? join(root, 'data') : join(folder, 'data');
}

function conclusion(
  { org, keyFile }: Options,
  { owner, repositories, teams }: Answers,
  { env, lines, asked }: { env: boolean; lines: number; asked: number },
): string {
  const isDefault = resolve(org) === join(root, 'content/organisation');
  const argument = isDefault ? '' : ` -- --org ${org}`;
  return [
    `✔ ${join(org, 'org.yaml')}: ${lines} lines, ${counted(teams.length, 'team')}, ${counted(repositories.length, 'repository', 'repositories')}; ${counted(asked, 'question')} answered.`,
    ...(env ? [`✔ ${keyFile}: a key for pseudonyms. Keep it, and keep it out of git.`] : []),
    '',
    'Next:',
    ...(owner === null
      ? []
      : [
          `  npm run snapshot -- --plan${isDefault ? '' : ` --org ${org}`}   # how many requests and how long`,
        ]),
    `  npm start${argument}   # about ${timeFor(repositories.length / (owner === null ? 10 : 12))} the first time, and one for the site`,
  ].join('\n');
}

function timeFor(minutes: number): string {
  return minutes > 90
    ? counted(Math.ceil(minutes / 60), 'hour')
    : counted(Math.max(1, Math.ceil(minutes)), 'minute');
}

function checkTimeZone(timeZone: string): void {
  if (organisationSchema.shape.timeZone.safeParse(timeZone).success) return;
  throw new Problem({
    place: '--time-zone',
    found: `\`${timeZone}\``,
    expected: 'an IANA time zone, such as `UTC` or `Europe/Amsterdam`',
    remedy: 'Correct it. Nothing was written.',
    exitCode: 2,
  });
}

function noTeams(source: string): Problem {
  return new Problem({
    place: `--teams ${source}`,
    found: 'no team there',
    expected: `one of the sources that name teams: ${teamSources.join(', ')}`,
    remedy: 'Choose another; `one` makes one team of everything, to be divided by hand.',
    exitCode: 2,
  });
}

function nothingActive(owner: string): Problem {
  return new Problem({
    place: owner,
    found: 'no repository with a push in the last 180 days that is neither archived nor a fork',
    expected: 'at least one active repository',
    remedy:
      'Name another owner, or write org.yaml by hand with `quietDays`, `archived` or `forks` as needed.',
    exitCode: 2,
  });
}
