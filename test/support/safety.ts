import { execFile, execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { bareEnvironment } from './bareEnvironment.ts';
import { copyContent } from './content.ts';
import type { Entity, GitHubRepository } from './github/entities.ts';
import { type RepositoryFile, repository } from './github/file.ts';
import { at, type CommitRow, type PullRequestRow, sample, sha, user } from './github/rows.ts';
import { type GitHub, startGitHub } from './github/server.ts';
import { madeOnce } from './runFolder.ts';
import { type BuiltSite, buildSite, filesIn } from './site.ts';

/** Words that stand for what must not be seen. Each is part of every name of its kind. */
export const CANARIES = {
  token: 'hidden-token-7d1f',
  key: 'hidden-key-4b9e of the organisation',
  /** Of accounts and addresses in fields of their own. */
  people: 'kestrel',
  /** Of accounts and addresses inside of text that people wrote. */
  named: 'mumbler',
  /** Of private repositories. */
  private: 'hushed',
} as const;

const LOGINS = ['ada', 'bo', 'cy', 'di', 'ed'].map((name) => `${CANARIES.people}-${name}`);
const ADDRESS = `${CANARIES.people}.mail@${CANARIES.people}.example`;
const NAMED = { login: `${CANARIES.named}-gus`, address: `${CANARIES.named}.gus@mail.example` };
const NAMING = [
  `Thanks @${NAMED.login}`,
  `Fix for ${NAMED.address}: an empty cart`,
  `Merge pull request #9 from ${NAMED.login}/fix-cart`,
  `Merge branch 'main' of github.com:${NAMED.login}/harbour`,
];

/** What a stranger may write into a title to break or take over what shows it. A script of it sets `hacked`. */
export const HOSTILE = [
  '<script>window.hacked = 1</script>',
  '<img src="x" onerror="window.hacked = 1">',
  '</script><script>window.hacked = 1</script>',
  '</style><style>body { display: none }</style>',
  '</title></template><svg onload="window.hacked = 1">',
  '<a href="https://evil.example" ping="https://evil.example/ping">away</a><base href="https://evil.example/">',
  '" onmouseover="window.hacked = 1" x="',
  '<!-- &lt;script&gt; ]]> --!>',
  '{process.exit(3)}',
  '{(() => { globalThis.hacked = 1 })()}',
  "{{constructor.constructor('window.hacked = 1')()}} <%= 7 * 7 %>",
  "import fs from 'node:fs'",
  '[away](javascript:window.hacked=1) ![](https://evil.example/pixel.png)',
  'javascript:window.hacked=1',
  '=HYPERLINK("https://evil.example","away")',
  "+cmd|' /C calc'!A0",
  'see \u202egnp.exe\u2066 and no end',
  'pay\u200bpal\ufeff',
  'a\0NUL and \u001b[31m a terminal',
  'W'.repeat(5_000),
] as const;

/** Names of labels, branches, environments, tags and checks: no blanks, as git has it. */
const names = HOSTILE.map(
  (text, index) => `${text.replaceAll(/[\s\0~^:?*[\\]/g, '_').slice(0, 200)}-${index}`,
);
const text = (index: number) => HOSTILE[index % HOSTILE.length] ?? '';
const name = (index: number) => names[index % names.length] ?? '';
const login = (index: number) => LOGINS[index % LOGINS.length] ?? '';

/** Names of the organisation and of a team that try to leave the title and the attributes that they are put into. */
export const HOSTILE_NAMES = {
  organisation: `Test organisation</title><meta http-equiv=refresh content='0;url=https://evil.example/'>`,
  team: `Harbour</title><script>window.named=1</script>"><img src=x onerror=window.named=1>${'W'.repeat(16)}`,
} as const;

const ORGANISATION = `name: ${JSON.stringify(HOSTILE_NAMES.organisation)}
visibility: public
repositories:
  - name: sample-org/harbour
    deployments: { from: deployments, environments: ['**', '*'] }
  - name: sample-org/quay
    deployments: { from: releases }
  - name: sample-org/${CANARIES.private}-vault
  - name: sample-org/${CANARIES.private}-clone
    source: git
    path: ../clone
teams:
  - id: harbour
    name: ${JSON.stringify(HOSTILE_NAMES.team)}
    owns:
      - repository: sample-org/harbour
      - repository: sample-org/quay
      - repository: sample-org/${CANARIES.private}-vault
    kpis: [{ metric: cycle-time }, { metric: first-review-time }, { metric: deployment-frequency }]
  - id: vault
    name: Vault
    owns:
      - repository: sample-org/${CANARIES.private}-vault
      - repository: sample-org/${CANARIES.private}-clone
    kpis: [{ metric: cycle-time }, { metric: first-review-time }, { metric: review-coverage }]
groups:
  - { id: coast, name: Coast, teams: [harbour, vault] }
`;

/** Half a year of changes, one every sixty hours, in which everything that people name is hostile. */
const CHANGES = 60;

function pullRequest(index: number): PullRequestRow {
  const hours = index * 60;
  const author = login(index);
  return sample.pullRequest(index + 1, {
    title: text(index),
    body: `Closes #${index + 1}. Thanks @${author}, ${ADDRESS}.\n\nCo-authored-by: ${author} <${ADDRESS}>`,
    author: user(author),
    mergedBy: user(login(index + 1)),
    createdAt: at(hours),
    updatedAt: at(hours + 31),
    closedAt: at(hours + 30),
    mergedAt: at(hours + 30, 1),
    headRefName: name(index),
    labels: [name(index), name(index + 7)],
    milestone: milestone(index % 3),
    commits: [{ oid: sha(`c ${index}`), authoredDate: at(hours, -7_000), committedDate: at(hours, -6_000) }],
    mergeCommit: sha(`m ${index}`),
    reviews: [
      { author: user(login(index + 2)), state: 'APPROVED', submittedAt: at(hours + 3 + (index % 5)) },
      { author: user(login(index + 3)), state: 'COMMENTED', submittedAt: at(hours + 10 + (index % 5)) },
    ],
    timelineItems: [],
  });
}

/** A change that names people where titles, branches and subjects can. */
function naming(index: number): PullRequestRow {
  return {
    ...pullRequest(index),
    title: NAMING[index % NAMING.length] ?? '',
    author: user(NAMED.login),
    headRefName: `${NAMED.login}/fix-cart`,
    labels: [`for @${NAMED.login}`],
  };
}

function milestone(index: number) {
  const hours = 900 * (index + 1);
  return {
    number: index + 1,
    title: text(index * 5),
    state: 'CLOSED' as const,
    createdAt: at(hours - 700, 7),
    dueOn: at(hours, 8),
    closedAt: at(hours + index, 9),
  };
}

function commit(index: number, changes: Partial<CommitRow> = {}): CommitRow {
  const hours = index * 60 + 30;
  return sample.commit(`m ${index}`, hours, index === 0 ? [] : [`m ${index - 1}`], {
    message: `${text(index)}\n\nSigned-off-by: ${login(index)} <${ADDRESS}>\nCo-authored-by: x <${ADDRESS}>`,
    author: { login: login(index), email: ADDRESS },
    coAuthors: [
      { login: null, email: ADDRESS },
      { login: login(index + 1), email: `7+${login(index + 1)}@users.noreply.github.com` },
    ],
    pullRequest: index + 1,
    checks: [
      {
        id: `CR_${index}`,
        name: `test ${name(index)}`,
        createdAt: at(hours, 20),
        startedAt: at(hours, 30),
        completedAt: at(hours, 400 + index),
        conclusion: index % 7 === 0 ? 'FAILURE' : 'SUCCESS',
      },
    ],
    ...changes,
  });
}

function hostileRows(): Partial<RepositoryFile> {
  const all = Array.from({ length: CHANGES }, (_, index) => index);
  const namingFrom = CHANGES - NAMING.length;
  return {
    pullRequests: all.map((index) => (index < namingFrom ? pullRequest(index) : naming(index))),
    commits: all.map((index) =>
      index < namingFrom
        ? commit(index)
        : commit(index, { message: `${NAMING[index - namingFrom]}\n\nCo-authored-by: ${NAMED.address}` }),
    ),
    issues: all.slice(0, 25).map((index) =>
      sample.issue(1_000 + index, {
        title: index < 20 ? text(index + 3) : naming(index).title,
        body: `Caused by: deployment DE_${index}, says @${login(index)} (${ADDRESS})`,
        author: user(login(index)),
        createdAt: at(index * 110, 11),
        updatedAt: at(index * 110 + 9, 12),
        closedAt: at(index * 110 + 8, 13),
        state: 'CLOSED',
        labels: [['bug', 'incident'][index % 2] ?? '', name(index)],
        milestone: milestone(index % 3),
      }),
    ),
    deployments: all.slice(0, 30).map((index) =>
      sample.deployment(index, index * 110 + 40, {
        environment: name(index),
        ref: name(index),
        commitOid: sha(`m ${index}`),
      }),
    ),
    releases: all.slice(0, 25).map((index) => ({
      id: `RE_${index}`,
      tagName: `v${index}-${name(index)}`,
      name: index < 20 ? text(index) : naming(index).title,
      createdAt: at(index * 120, 31),
      publishedAt: at(index * 120, 41),
      isDraft: false,
      isPrerelease: false,
      tagCommit: sha(`m ${index}`),
    })),
    tags: all.slice(0, 25).map((index) => ({
      name: `v${index}-${name(index)}`,
      oid: sha(`m ${index}`),
      committedDate: at(index * 60, 51),
      taggedAt: at(index * 60, 61),
    })),
  };
}

/** GitHub gives more about people than is asked for; a later request for it is to find a canary. */
function withPeople(made: GitHubRepository): GitHubRepository {
  const person: Entity = { ...user(login(0)), name: ADDRESS, email: ADDRESS };
  const signature: Entity = { __typename: 'GitActor', name: login(1), email: ADDRESS, user: person };
  for (const row of made.deployments) Object.assign(row, { creator: person, description: ADDRESS });
  for (const row of made.releases) Object.assign(row, { author: person, description: `by @${login(2)}` });
  for (const row of made.milestones) Object.assign(row, { creator: person, description: ADDRESS });
  for (const row of made.commits) Object.assign(row, { committer: signature });
  for (const row of made.pullRequests) Object.assign(row, { headRepositoryOwner: person });
  for (const { target } of made.refs)
    if (typeof target === 'object' && target !== null)
      Object.assign(target, { message: `by ${ADDRESS}`, name: ADDRESS });
  return made;
}

/** The GitHub that the site was read from: two public repositories and a private one. */
export function startHostileGitHub(
  options: Partial<Parameters<typeof startGitHub>[0]> = {},
): Promise<GitHub> {
  const rows = hostileRows();
  const [harbour, quay, vault] = ['harbour', 'quay', `${CANARIES.private}-vault`].map((each) =>
    withPeople(repository(sample.file(each, rows))),
  );
  if (harbour === undefined || quay === undefined || vault === undefined) throw new Error('three were made');
  quay.deployments = [];
  vault.about['isPrivate'] = true;
  return startGitHub({ repositories: [harbour, quay, vault], token: CANARIES.token, ...options });
}

/** What a command said, and how it ended. */
export interface Ended {
  code: number;
  output: string;
}

/** Runs a command of the project on a folder with `content` and `data`. */
export function runCommand(
  folder: string,
  script: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [`scripts/${script}.ts`, '--content', join(folder, 'content'), '--data', join(folder, 'data'), ...args],
      {
        env: {
          ...bareEnvironment(),
          GITHUB_TOKEN: CANARIES.token,
          PLUMBLINE_PSEUDONYM_KEY: CANARIES.key,
          ...env,
        },
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, output: `${stdout}${stderr}` });
      },
    );
  });
}

/** Writes the content of an organisation with private repositories, and a clone with people in it. */
export async function writeOrganisation(folder: string, change = (yaml: string) => yaml): Promise<void> {
  await copyContent(join(folder, 'content'), { withSample: false });
  await writeFile(join(folder, 'content/org.yaml'), change(ORGANISATION));
  const clone = join(folder, 'clone');
  await mkdir(clone, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: clone,
      env: {
        ...bareEnvironment(),
        GIT_CONFIG_GLOBAL: devNull,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: login(0),
        GIT_AUTHOR_EMAIL: ADDRESS,
        GIT_AUTHOR_DATE: at(1, 71),
        GIT_COMMITTER_NAME: login(1),
        GIT_COMMITTER_EMAIL: ADDRESS,
        GIT_COMMITTER_DATE: at(1, 81),
      },
      stdio: 'pipe',
    });
  git('init', '--quiet', '--template=', '-b', 'main');
  git('remote', 'add', 'origin', `https://${login(2)}:${CANARIES.token}@github.example/sample-org/clone.git`);
  git('commit', '--quiet', '--allow-empty', '-m', `A change\n\nCo-authored-by: x <${ADDRESS}>`);
  git('tag', '-a', 'v1', '-m', `by ${ADDRESS}`);
}

/** A public site of an organisation with private repositories, read from a hostile GitHub. */
export interface HostileSite extends BuiltSite {
  /** With `content`, `data` and `dist`. */
  folder: string;
  /** What every command said on the way. */
  said: string;
}

/** @returns the site, made by the real commands once a run: nothing in it may be changed */
export async function hostileSite(): Promise<HostileSite> {
  const base = '/handbook/';
  const folder = await madeOnce('hostile', async (folder) => {
    await writeOrganisation(folder);
    const github = await startHostileGitHub();
    const said: string[] = [];
    try {
      for (const [script, ...args] of [
        ['snapshot', '--allow-partial'],
        ['score', '--as-of', '2026-07-01'],
        ['check', '--no-code'],
      ] as const) {
        const { code, output } = await runCommand(folder, script, args, { GITHUB_GRAPHQL_URL: github.url });
        if (code !== 0 && script !== 'check') throw new Error(output);
        said.push(output);
      }
    } finally {
      await github.close();
    }
    const { content, data } = { content: join(folder, 'content'), data: join(folder, 'data') };
    said.push(await buildSite(folder, { content, data }, base));
    await writeFile(join(folder, 'said.json'), JSON.stringify(said));
  });
  const said = z.array(z.string()).parse(JSON.parse(await readFile(join(folder, 'said.json'), 'utf8')));
  return {
    folder,
    dist: join(folder, 'dist'),
    scorecards: join(folder, 'data/scorecards'),
    base,
    said: said.join('\n'),
  };
}

/** @returns where a word is in a folder's files, whatever the case, also in compressed ones and in their names */
export async function findWord(folder: string, word: string): Promise<string[]> {
  const found: string[] = [];
  for (const file of await filesIn(folder)) {
    const bytes = await readFile(join(folder, file));
    const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const text = `${file}\n${(isCompressed ? gunzipSync(bytes) : bytes).toString('utf8')}`;
    const index = text.toLowerCase().indexOf(word);
    if (index !== -1) found.push(`${file}: …${text.slice(Math.max(0, index - 60), index + 60)}…`);
  }
  return found;
}
