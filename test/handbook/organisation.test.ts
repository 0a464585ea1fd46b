import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clockAt } from '../../src/handbook/clock.ts';
import { teamsOfGroup } from '../../src/handbook/groups.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';

const metrics = [
  'cycle-time',
  'first-review-time',
  'review-coverage',
  'change-failure-rate',
  'customer-retention',
];

const good = `name: Sample organisation
repositories:
  - name: sample-org/shop
  - name: sample-org/docs
    deployments: { from: none }
teams:
  - id: shop
    name: Shop
    owns:
      - repository: sample-org/shop
      - repository: sample-org/docs
    kpis:
      - metric: cycle-time
      - metric: review-coverage
        materiality: 0.05
      - metric: change-failure-rate
`;

let content: string;
beforeEach(async () => {
  content = await mkdtemp(join(tmpdir(), 'plumbline-org-'));
  await mkdir(join(content, 'metrics'));
});
afterEach(() => rm(content, { recursive: true, force: true }));

async function load(text: string) {
  await writeFile(join(content, 'org.yaml'), text);
  return loadOrganisation(content, metrics);
}

test('an organisation without settings gets the documented defaults', async () => {
  const organisation = await load(good);
  expect(organisation).toMatchObject({
    timeZone: 'UTC',
    fiscalYearStart: 1,
    materiality: 0.1,
    sample: false,
    incidents: { labels: ['incident'], linkWithinHours: 1 },
    checks: { builds: ['*'] },
    issues: {
      customer: expect.arrayContaining(['customer', 'customer-reported']),
      discovery: ['discovery', 'stage/discovery'],
    },
  });
  expect(organisation.repositories[0]?.deployments).toMatchObject({
    from: 'auto',
    environments: ['production', 'prod', 'live', 'production – *'],
  });
});

test('a kind of work keeps the default of what its conventions leave out', async () => {
  const { work } = await load(`${good}work:\n  fix: { labels: [fault] }\n`);
  expect(work.fix).toMatchObject({ labels: ['fault'], types: expect.arrayContaining(['fix', 'bugfix']) });
  expect(work.feature).toMatchObject({
    labels: expect.arrayContaining(['feature', 'enhancement']),
    types: expect.arrayContaining(['feat']),
  });
});

test('a team may set a target with a quarter, name what a KPI serves, and limit its work in progress', async () => {
  const { teams } = await load(
    good
      .replace(
        '- metric: cycle-time',
        '- metric: cycle-time\n        target: 40\n        by: 2027-Q1\n        serves: customer-retention',
      )
      .replace('    kpis:', '    limits: { work-in-progress: 3 }\n    kpis:'),
  );
  expect(teams[0]?.kpis[0]).toEqual({
    metric: 'cycle-time',
    target: 40,
    by: '2027-Q1',
    serves: 'customer-retention',
  });
  expect(teams[0]?.limits).toEqual({ 'work-in-progress': 3 });
});

describe('nothing that ranks people can be written', () => {
  const places: [where: string, from: string, line: (key: string) => string][] = [
    ['an organisation', 'teams:', (key) => `${key}: [ada]\nteams:`],
    ['a repository', '  - name: sample-org/shop', (key) => `  - name: sample-org/shop\n    ${key}: [ada]`],
    ['a team', '    kpis:', (key) => `    ${key}: [ada]\n    kpis:`],
    [
      'what a team owns',
      '- repository: sample-org/docs',
      (key) => `- repository: sample-org/docs\n        ${key}: [ada]`,
    ],
    ['a KPI', '- metric: cycle-time', (key) => `- metric: cycle-time\n        ${key}: ada`],
    ['a limit', '    kpis:', (key) => `    limits: { work-in-progress: 3, ${key}: 2 }\n    kpis:`],
  ];
  const keys = ['people', 'person', 'members', 'author', 'assignee', 'login', 'rank', 'weight'];

  test.each(places)('of %s', async (_, from, line) => {
    for (const key of keys) {
      const text = good.replace(from, line(key));
      expect(text).not.toBe(good);
      await expect(load(text)).rejects.toMatchObject({
        exitCode: 2,
        remedy: expect.stringContaining(`Remove or rename \`${key}\``),
      });
    }
  });

  test('as a target of the organisation, which has no owner', async () => {
    const kpis = metrics.slice(0, 3).map((metric) => `  - metric: ${metric}\n    target: 1\n`);
    await expect(load(`${good}kpis:\n${kpis.join('')}`)).rejects.toMatchObject({
      remedy: expect.stringContaining('Remove or rename `target`'),
    });
  });
});

describe('wrong content stops with the place and the remedy', () => {
  test.each([
    [
      'an unknown metric id',
      'metric: cycle-time',
      'metric: cycle-tiem',
      '13:17',
      'cycle-tiem',
      'Did you mean `cycle-time`?',
    ],
    ['a team without repositories', /owns:\n.*\n.*docs\n/, 'owns: []\n', '9:11', '[]', 'Correct the value'],
    [
      'an unknown repository',
      '- repository: sample-org/docs',
      '- repository: sample-org/dosc',
      '11:21',
      'sample-org/dosc',
      'Did you mean `sample-org/docs`?',
    ],
    [
      'a wrong date',
      'repositories:',
      'since: 2026-13-01\nrepositories:',
      '2:8',
      '2026-13-01',
      'Correct the value',
    ],
    [
      'a wrong time zone',
      'repositories:',
      'timeZone: Mars/Olympus\nrepositories:',
      '2:11',
      'Mars/Olympus',
      'Correct the value',
    ],
    [
      'a wrong month',
      'repositories:',
      'fiscalYearStart: 13\nrepositories:',
      '2:18',
      '13',
      'Correct the value',
    ],
    [
      'a promise of no time',
      'repositories:',
      'incidents: {resolveWithinHours: {severity-1: 0}}\nrepositories:',
      '2:46',
      '0',
      'Correct the value',
    ],
    ['an empty pattern', 'repositories:', 'bots: [""]\nrepositories:', '2:8', '""', 'Correct the value'],
    [
      'a pattern that names do not know',
      'repositories:',
      'incidents: {labels: ["{incident,outage}"]}\nrepositories:',
      '2:22',
      '"{incident,outage}"',
      'Correct the value',
    ],
    [
      'a severity with too many stars',
      'repositories:',
      'incidents: {resolveWithinHours: {"*a*a*a*a*a*a*a*a*a": 4}}\nrepositories:',
      '2:',
      '4',
      'Correct the value',
    ],
    [
      'a name that JavaScript keeps for itself',
      'repositories:',
      'incidents: {resolveWithinHours: {__proto__: 4}}\nrepositories:',
      '2:34',
      '`__proto__`',
      'Choose another name.',
    ],
    [
      'a list inside of itself',
      'repositories:',
      'bots: &bots [*bots]\nrepositories:',
      '2:14',
      'refers to what it is part of',
      'in quotes',
    ],
    [
      'promises without a severity',
      'repositories:',
      'incidents: {resolveWithinHours: {}}\nrepositories:',
      '2:33',
      '{}',
      'Correct the value',
    ],
    [
      'a misspelt field',
      'materiality: 0.05',
      'materialty: 0.05',
      '15:9',
      'materialty',
      'Did you mean `materiality`?',
    ],
    [
      'a person as a measure of anything',
      'kpis:',
      'members: [ada]\n    kpis:',
      '12:5',
      'members',
      'Remove or rename `members`',
    ],
    [
      'a metric that is a KPI twice',
      'metric: review-coverage',
      'metric: cycle-time',
      '14:17',
      'a second time',
      'Remove one',
    ],
    [
      'a KPI that serves an unknown metric',
      'materiality: 0.05',
      'serves: customer-retentoin',
      '15:17',
      'customer-retentoin',
      'Did you mean `customer-retention`?',
    ],
    ['a quarter for no target', 'materiality: 0.05', 'by: 2027-Q1', '15:13', '2027-Q1', 'Correct the value'],
    [
      'a limit of nothing',
      '    kpis:',
      '    limits: { work-in-progress: 0 }\n    kpis:',
      '12:33',
      '0',
      'Correct the value',
    ],
    ['a login glob without quotes', 'teams:', 'bots: [*-robot]\nteams:', '6:8', '`*-robot`', 'in quotes'],
    ['a star without quotes', 'teams:', 'bots: [*]\nteams:', '6:8', 'cannot be read', 'in quotes'],
    [
      'the same share twice',
      '      - repository: sample-org/docs\n',
      '      - repository: sample-org/docs\n      - repository: sample-org/docs\n',
      '12:9',
      'a second time',
      'Remove one of the two',
    ],
    [
      'a repository in another spelling',
      '  - name: sample-org/docs',
      '  - name: Sample-Org/Shop\n  - name: sample-org/docs',
      '4:11',
      '`sample-org/shop` a second time',
      'Remove one of the two',
    ],
    ['broken YAML', 'teams:', 'teams: [', '7:9', 'cannot be read', 'syntax'],
    ['too few KPIs', / {6}- metric: change-failure-rate\n/, '', '13:7', 'cycle-time', 'Correct the value'],
    [
      'a local clone without a folder',
      '- name: sample-org/shop',
      '- name: sample-org/shop\n    source: git',
      '3:5',
      'without `path`',
      'Add `path:`',
    ],
    [
      'a baseline that is not a quarter',
      '    kpis:',
      '    baseline: [2025-Q5]\n    kpis:',
      '12:16',
      '2025-Q5',
      'Correct the value',
    ],
  ])('%s', async (_, from, to, place, found, remedy) => {
    const text = good.replace(from, to);
    expect(text).not.toBe(good);
    const failure = await load(text).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ name: 'Problem', exitCode: 2 });
    const message = failure instanceof Error ? failure.message : '';
    expect(message).toContain(join(content, 'org.yaml'));
    expect(message).toContain(found);
    expect(message).toContain(remedy);
    expect(message.split('\n')[0]).toContain(`org.yaml:${place}`);
  });

  test('no file at all', async () => {
    await expect(loadOrganisation(join(content, 'none'), metrics)).rejects.toMatchObject({
      exitCode: 2,
      remedy: expect.stringContaining('--org'),
    });
  });
});

test('every mistake is reported at once', async () => {
  const fields = good.replace('name: Sample', 'fiscalYearStart: 13\nmateriality: ten\nname: Sample');
  await expect(load(fields.replace('    owns:', '    own:'))).rejects.toThrow(
    /1:18 \(fiscalYearStart\)[\s\S]*2:14 \(materiality\)[\s\S]*expected: a number\n[\s\S]*the unknown field `own`/,
  );
  const references = good
    .replace('cycle-time', 'cycle-tim')
    .replace('- metric: review-coverage', '- metric: review-coverag');
  await expect(load(references)).rejects.toThrow(/`cycle-tim`[\s\S]*`review-coverag`/);
});

test('a mistake made a hundred times does not fill the screen', async () => {
  const owns = Array.from({ length: 100 }, (_, index) => `      - repository: sample-org/r${index}\n`);
  await expect(load(good.replace('    owns:\n', `    owns:\n${owns.join('')}`))).rejects.toThrow(
    /^(?:(?!r20)[\s\S])*sample-org\/r19`(?:(?!r20)[\s\S])*… and 80 more/,
  );
});

test.each([
  ['latin1', 'name: Caf\u00e9\n'],
  ['utf16le', 'name: Shop\n\u00e9'],
] as const)('a file in %s is refused with the line', async (encoding, text) => {
  await writeFile(join(content, 'org.yaml'), Buffer.from(`# one\n${text}`, encoding));
  await expect(loadOrganisation(content, metrics)).rejects.toMatchObject({
    place: expect.stringMatching(/org\.yaml:\d$/),
    found: 'a text that is not in UTF-8',
    exitCode: 2,
  });
});

describe('what cannot be read is a message with its place', () => {
  test.each([
    [
      'an anchor that contains itself',
      'bots: &b [*b]',
      /org\.yaml:\d+:11[\s\S]*refers to what it is part of/,
    ],
    [
      'an anchor that contains itself deeper',
      'work: &w { fix: { labels: [*w] } }',
      /refers to what it is part of/,
    ],
    ['an alias of nothing', 'bots: [*b]', /refers to nothing/],
  ])('%s', async (_, line, message) => {
    await expect(load(`${good}${line}\n`)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });
});

const second = `  - id: docs
    name: Docs
    owns:
      - repository: sample-org/docs
    kpis: [{ metric: cycle-time }, { metric: review-coverage }, { metric: change-failure-rate }]
`;

describe('groups of teams', () => {
  const grouped = (groups: string) => load(`${good}${second}groups:\n${groups}`);
  const group = (id: string, rest: string) => `  - { id: ${id}, name: Group, ${rest} }\n`;

  test('have the teams that they name, and those of their groups, each once', async () => {
    const { groups } = await grouped(
      `${group('all', 'groups: [both], teams: [docs]')}${group('both', 'teams: [shop, docs]')}`,
    );
    const [all] = groups;
    expect(
      all &&
        teamsOfGroup(groups, all)
          .map(({ id }) => id)
          .sort(),
    ).toEqual(['docs', 'shop']);
  });

  test.each([
    ['an unknown team', group('both', 'teams: [shop, dosc]'), /`dosc`[\s\S]*Did you mean `docs`/],
    [
      'an unknown group',
      group('both', 'teams: [shop, docs], groups: [boht]'),
      /`boht`[\s\S]*Did you mean `both`/,
    ],
    ['a group among the teams', group('both', 'teams: [shop, docs, both]'), /under `groups`: it is a group/],
    ['the id of a team', group('docs', 'teams: [shop, docs]'), /which a team has/],
    [
      'the id of the organisation',
      group('organisation', 'teams: [shop, docs]'),
      /which the organisation has/,
    ],
    ['the id of another group', group('both', 'teams: [shop, docs]').repeat(2), /which another group has/],
    ['itself in it', group('both', 'teams: [shop, docs], groups: [both]'), /is this group itself/],
    [
      'a circle',
      `${group('a', 'teams: [shop], groups: [b]')}${group('b', 'groups: [c]')}${group('c', 'teams: [docs], groups: [a]')}`,
      /a → b → c → a/,
    ],
    [
      'a circle below it',
      `${group('top', 'groups: [b]')}${group('b', 'teams: [shop], groups: [c]')}${group('c', 'teams: [docs], groups: [b]')}`,
      /b → c → b/,
    ],
    ['a single team', group('both', 'teams: [shop]'), /fewer than two teams/],
    [
      'an unknown KPI',
      group(
        'both',
        'teams: [shop, docs], kpis: [{ metric: cycle-tim }, { metric: review-coverage }, { metric: change-failure-rate }]',
      ),
      /`cycle-tim`/,
    ],
  ])('with %s are refused with their place', async (_, groups, message) => {
    await expect(grouped(groups)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });
});

describe('a clock', () => {
  const of = (own: string) => load(good.replace('    name: Shop\n', `    name: Shop\n${own}`));

  test('of a team takes from the organisation what the team leaves out', async () => {
    const text = good.replace('    name: Shop\n', '    name: Shop\n    clock: working\n    holidays: none\n');
    const organisation = await load(
      `${text}timeZone: Europe/Berlin\nholidays: DE-BY\nworkingHours: { to: "18:00" }\n`,
    );
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
    const hours = { timeZone: 'Europe/Berlin', days, from: '09:00', to: '18:00' };
    expect(clockAt(organisation, 'shop', 0)).toEqual({
      kind: 'working',
      hours: { ...hours, holidays: null },
    });
    expect(clockAt(organisation, null, 0)).toEqual({
      kind: 'calendar',
      hours: { ...hours, holidays: 'DE-BY' },
    });
  });

  test.each([
    ['an unknown region', '    holidays: DE-BV\n', /`DE-BV`[\s\S]*Did you mean `DE-[A-Z]+`/],
    [
      'an end before the beginning',
      '    workingHours: { from: "17:00", to: "09:00" }\n',
      /after its beginning/,
    ],
    ['an end at the beginning', '    workingHours: { from: "09:00", to: "09:00" }\n', /after its beginning/],
    ['a time that is none', '    workingHours: { from: "9 am" }\n', /as HH:MM/],
    ['a day that is none', '    workingHours: { days: [mon] }\n', /one of: monday, tuesday/],
    ['no day', '    workingHours: { days: [] }\n', /at least one day/],
    ['another zone', '    timeZone: Berlin\n', /IANA time zone/],
  ])('with %s is refused with its place', async (_, own, message) => {
    await expect(of(`    clock: working\n${own}`)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  test('that nothing uses is refused', async () => {
    await expect(of('    holidays: DE\n')).rejects.toThrow(
      /org\.yaml:9:\d+[\s\S]*nothing counts working hours/,
    );
  });
});

describe('a name that readers see', () => {
  const named = (name: string) => load(good.replace('name: Shop\n', `name: ${JSON.stringify(name)}\n`));

  test.each([
    ['a control character', 'Shop\u0007'],
    ['an escape', 'Sh\u001b[31mop'],
    ['a mark that turns the direction', 'Shop \u202egnp'],
    ['an isolate', '\u2066Shop'],
    ['a character without a width', 'Sh\u200bop'],
    ['a line end', 'Shop\nFloor'],
    ['nothing but a blank', ' '],
    ['more than 100 characters', 'W'.repeat(101)],
  ])('has not %s', async (_, name) => {
    await expect(named(name)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('name'),
    });
  });

  test.each(['Café 東京', '</title><script>', 'a "quoted" & <b>', '👩‍💻 Crew', 'خدمات', 'W'.repeat(100)])(
    'can be %s',
    async (name) => {
      expect((await named(name)).teams[0]?.name).toBe(name);
    },
  );
});

test('a repository of 70,000 characters is refused with its place', async () => {
  const text = good.replace(
    '- repository: sample-org/shop',
    `- repository: sample-org/${'a*'.repeat(35_000)}`,
  );
  await expect(load(text)).rejects.toMatchObject({
    message: expect.stringMatching(/org\.yaml:10:21[\s\S]*at most 200 characters/),
    exitCode: 2,
  });
});

describe('what is dated', () => {
  const dated = (own: string, kpi: string, team = '') =>
    good
      .replace('      - repository: sample-org/docs\n', `      - repository: sample-org/docs\n${own}`)
      .replace('      - metric: change-failure-rate\n', `      - metric: change-failure-rate\n${kpi}`)
      .replace('    name: Shop\n', `    name: Shop\n${team}`);

  test.each([
    [
      '        from: 2026-04-01\n        until: 2026-01-01\n',
      '',
      '',
      'a time from 2026-04-01 until 2026-01-01',
      'which has no days',
    ],
    [
      '',
      '        until: 2026-04-01\n      - metric: change-failure-rate\n        from: 2026-03-01\n',
      '',
      'the KPI `change-failure-rate` a second time',
      'Let one begin on the day on which the other ends',
    ],
    ['', '        until: 2026-04-01\n', '', 'three to five KPIs on each day', ''],
    ['', '', '    formerly: [shop]\n', '`shop`, which is this team itself', 'Remove it'],
    ['', '', '    since: 2026-04-01\n    until: 2026-04-01\n', 'a time from 2026-04-01 until 2026-04-01', ''],
    [
      '',
      '',
      '    clock: working\n    clocks: [{ from: 2026-04-01, until: 2026-04-01, holidays: DE }]\n',
      'a time from 2026-04-01 until 2026-04-01',
      'Correct one of the two.',
    ],
    [
      '',
      '',
      '    clock: working\n    clocks: [{ until: 2026-04-01, holidays: DE }, { until: 2026-03-01, timeZone: UTC, holidays: US }]\n',
      'the setting `holidays` a second time, until 2026-03-01 beside until 2026-04-01',
      'Let one begin on the day on which the other ends',
    ],
    [
      '',
      '',
      '    clock: working\n    clocks: [{ until: 2026-04-01, holidays: DE-BV }]\n',
      'the region `DE-BV`',
      'Did you mean',
    ],
    ['', '', '    clocks: [{ clock: working }]\n', '`from` or `until`', 'Correct the value'],
    ['', '', '    clocks: [{ until: 2026-04-01 }]\n', 'at least one setting beside', 'Correct the value'],
  ])('%s%s%s stops with what was found and what to do', async (own, kpi, team, found, remedy) => {
    const error = await load(dated(own, kpi, team)).catch((caught: Error) => caught);
    expect(error).toMatchObject({ exitCode: 2 });
    expect(String(error)).toContain(found);
    expect(String(error)).toContain(remedy);
  });

  test('a calendar ends on a day on which quarters of other names follow one another', async () => {
    const written = (calendars: string) =>
      load(`${good}calendar: { kind: half-years }\ncalendars: ${calendars}\n`);
    await expect(written('[{ until: 2026-07-01, calendar: { kind: quarters } }]')).resolves.toBeTruthy();
    await expect(written('[{ until: 2026-03-01, fiscalYearStart: 1 }]')).rejects.toMatchObject({
      exitCode: 2,
      found: '2026-03-01, on which the calendar changes within 2026-H1: both parts would have that name',
      remedy: 'Let the former calendar end on 2026-07-01, when 2026-H1 ends.',
    });
    await expect(
      written(
        '[{ until: 2026-07-01, calendar: { kind: quarters } }, { until: 2026-07-01, fiscalYearStart: 4 }]',
      ),
    ).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('a second calendar until 2026-07-01'),
    });
  });

  test.each([
    [
      'conventions: [{ until: 2026-04-01, incidents: { labels: [outage] } }, { from: 2026-03-01, incidents: {} }]\n',
      'the setting `incidents` a second time, from 2026-03-01 beside until 2026-04-01',
    ],
    [
      'groups: [{ id: both, name: Both, teams: [shop, { id: docs, from: 2026-04-01, until: 2026-03-01 }] }]\n',
      'a time from 2026-04-01 until 2026-03-01',
    ],
    [
      'groups: [{ id: both, name: Both, teams: [shop, docs, { id: docs, from: 2026-04-01 }] }]\n',
      'the team `docs` a second time, from 2026-04-01 beside always',
    ],
  ])('%s stops with what was found', async (written, found) => {
    const error = await load(`${good}${second}${written}`).catch((caught: Error) => caught);
    expect(error).toMatchObject({ exitCode: 2 });
    expect(String(error)).toContain(found);
  });

  test('may follow one another on one day', async () => {
    const kpi = '        until: 2026-04-01\n      - metric: customer-retention\n        from: 2026-04-01\n';
    const organisation = await load(dated('        until: 2026-04-01\n', kpi, '    formerly: [store]\n'));
    expect(organisation.teams[0]).toMatchObject({ formerly: ['store'], kpis: { length: 4 } });
  });

  test('two teams that own the same are one', async () => {
    const [, team = ''] = good.split('teams:\n');
    const error = await load(
      `${good}${team.replaceAll('shop\n    name: Shop', 'other\n    name: Other')}`,
    ).catch((caught: Error) => caught);
    expect(String(error)).toContain('exactly what team `shop` owns');
  });
});

test.each([
  [
    'a person for a team of CODEOWNERS',
    "codeowners: ['@ada']",
    /a team as in CODEOWNERS, such as `@acme\/payments`/,
  ],
  [
    'CODEOWNERS beside paths',
    "codeowners: ['@acme/pay']\n        paths: ['a/**']",
    /`codeowners` beside `paths`/,
  ],
  ['exceptions from nothing', "exceptPaths: ['a/**']", /`exceptPaths` without `paths`/],
])('%s is refused with its place', async (_, line, message) => {
  const text = good.replace(
    '- repository: sample-org/shop',
    `- repository: sample-org/shop\n        ${line}`,
  );
  await expect(load(text)).rejects.toThrow(message);
  await expect(load(text)).rejects.toThrow(/org\.yaml:\d+/);
});
