import type { Handbook } from '../handbook/handbook.ts';
import { type Entry, entriesOf, entryOf, type PageKind } from './entries.ts';
import { paths } from './paths.ts';

/** A link to a page, inside of the handbook or to a team's scorecard. */
export interface RelatedLink {
  title: string;
  path: string;
}

/** Pages that stand in one relation to a page. */
export interface Relation {
  label: string;
  links: readonly RelatedLink[];
}

/** A team and the metrics that it has chosen as KPIs. */
export interface Choice {
  team: string;
  /** The team's latest scorecard, below the site's base. */
  path: string;
  kpis: readonly string[];
}

/** How a field of one kind of page reads from the other end. */
interface Reverse {
  from: PageKind;
  label: string;
  ids: (handbook: Handbook, id: string) => readonly string[];
}

const reverses: Record<PageKind, readonly Reverse[]> = {
  metric: [
    {
      from: 'metric',
      label: 'Counter-metric of',
      ids: ({ metrics }, id) => metrics.get(id)?.counterMetrics ?? [],
    },
    { from: 'metric', label: 'Foretold by', ids: ({ metrics }, id) => metrics.get(id)?.leadsTo ?? [] },
    {
      from: 'principle',
      label: 'Principles that lean on it',
      ids: ({ principles }, id) => principles.get(id)?.metrics ?? [],
    },
    {
      from: 'anti-pattern',
      label: 'Better than',
      ids: ({ antiPatterns }, id) => antiPatterns.get(id)?.watchInstead ?? [],
    },
    {
      from: 'playbook',
      label: 'Looked at by',
      ids: ({ playbooks }, id) => {
        const playbook = playbooks.get(id);
        return playbook ? [...playbook.look, ...playbook.worked].map(({ metric }) => metric) : [];
      },
    },
  ],
  principle: [
    { from: 'rule', label: 'Kept by the rules', ids: ({ rules }, id) => rules.get(id)?.principles ?? [] },
    {
      from: 'anti-pattern',
      label: 'Broken by',
      ids: ({ antiPatterns }, id) => antiPatterns.get(id)?.principles ?? [],
    },
    { from: 'lesson', label: 'Taught in', ids: ({ lessons }, id) => lessons.get(id)?.principles ?? [] },
  ],
  'anti-pattern': [
    { from: 'rule', label: 'Caught by the rules', ids: ({ rules }, id) => rules.get(id)?.prevents ?? [] },
    { from: 'metric', label: 'Invited by', ids: ({ metrics }, id) => metrics.get(id)?.antiPatterns ?? [] },
    {
      from: 'principle',
      label: 'Principles that warn of it',
      ids: ({ principles }, id) => principles.get(id)?.antiPatterns ?? [],
    },
  ],
  rule: [
    { from: 'metric', label: 'Guards', ids: ({ metrics }, id) => metrics.get(id)?.rules ?? [] },
    { from: 'principle', label: 'Named by', ids: ({ principles }, id) => principles.get(id)?.rules ?? [] },
  ],
  playbook: [
    { from: 'metric', label: 'When these move', ids: ({ metrics }, id) => metrics.get(id)?.playbooks ?? [] },
  ],
  lesson: [],
};

/** What a page itself refers to. */
function forward(
  handbook: Handbook,
  kind: PageKind,
  id: string,
): [label: string, to: PageKind, ids: readonly string[]][] {
  switch (kind) {
    case 'metric': {
      const metric = handbook.metrics.get(id);
      return metric
        ? [
            ['Early sign of', 'metric', metric.leadsTo],
            ['Guarded by', 'rule', metric.rules],
            ['Anti-patterns that it invites', 'anti-pattern', metric.antiPatterns],
            ['When it moves', 'playbook', metric.playbooks],
          ]
        : [];
    }
    case 'principle': {
      const principle = handbook.principles.get(id);
      return principle
        ? [
            ['Metrics', 'metric', principle.metrics],
            ['What goes wrong without it', 'anti-pattern', principle.antiPatterns],
            ['Rules', 'rule', principle.rules],
          ]
        : [];
    }
    case 'anti-pattern': {
      const antiPattern = handbook.antiPatterns.get(id);
      return antiPattern
        ? [
            ['Watch instead', 'metric', antiPattern.watchInstead],
            ['Principles that it breaks', 'principle', antiPattern.principles],
          ]
        : [];
    }
    case 'rule': {
      const rule = handbook.rules.get(id);
      return rule
        ? [
            ['Prevents', 'anti-pattern', rule.prevents],
            ['Keeps', 'principle', rule.principles],
          ]
        : [];
    }
    case 'playbook': {
      const playbook = handbook.playbooks.get(id);
      return playbook
        ? [
            ['Looks at', 'metric', playbook.look.map(({ metric }) => metric)],
            ['Tells by', 'metric', playbook.worked.map(({ metric }) => metric)],
          ]
        : [];
    }
    case 'lesson':
      return [['Principles', 'principle', handbook.lessons.get(id)?.principles ?? []]];
  }
}

/**
 * Pages that a page refers to and those that refer to it, each relation once, each page once within it.
 * @param choices the teams' KPIs, for "used as a KPI by"
 */
export function relationsOf(
  handbook: Handbook,
  kind: PageKind,
  id: string,
  choices: readonly Choice[] = [],
): Relation[] {
  const towards = forward(handbook, kind, id).map(([label, to, ids]) => ({
    label,
    links: [...new Set(ids)].map((other) => linkTo(entryOf(handbook, to, other))),
  }));
  const back = reverses[kind].map(({ from, label, ids }) => ({
    label,
    links: entriesOf(handbook, from)
      .filter((entry) => ids(handbook, entry.id).includes(id))
      .map(linkTo),
  }));
  const seen = new Set(towards.flatMap(({ links }) => links.map(({ path }) => path)));
  const used = choices
    .filter(({ kpis }) => kind === 'metric' && kpis.includes(id))
    .map(({ team, path }) => ({ title: team, path }));
  const terms = glossaryOf(handbook, kind, id);
  return [
    { label: 'Used as a KPI by', links: used },
    ...towards,
    ...back.map(({ label, links }) => ({ label, links: links.filter(({ path }) => !seen.has(path)) })),
    { label: 'In the glossary', links: terms },
  ].filter(({ links }) => links.length > 0);
}

/** A term's anchor on the glossary's page. */
export function termAnchor(term: string): string {
  return term
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

function glossaryOf({ glossary }: Handbook, kind: PageKind, id: string): RelatedLink[] {
  return glossary
    .filter(({ see }) => see.includes(`${kind}:${id}`))
    .map(({ term }) => ({ title: term, path: `${paths.glossary}#${termAnchor(term)}` }));
}

function linkTo({ title, path }: Entry): RelatedLink {
  return { title, path };
}
