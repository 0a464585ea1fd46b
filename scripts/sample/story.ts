import type { RepositoryPlan } from './ledger.ts';
import type { PipelinePlan } from './pipeline.ts';
import type { TeamPlan } from './team.ts';

/** Work that a team does in a repository, and how it is delivered. */
export interface AreaPlan {
  team: string;
  repository: string;
  share: number;
  labels?: readonly string[];
  maintenanceBranch?: string;
  /** Plans a fortnight at a time, from this day of the simulation on; undefined: it plans none. */
  iterations?: number;
  /** Deployments, releases that start after a minor version, or nothing. */
  delivery: { pipeline: PipelinePlan } | { releasesAfter: number };
}

/** The first day that is simulated: some weeks before the first quarter, so that that quarter does not begin empty. */
export const START = '2024-06-03T00:00:00Z';

export const REPOSITORIES: readonly RepositoryPlan[] = [
  {
    name: 'storefront',
    createdAt: '2024-05-13T08:12:40Z',
    mergeMethod: 'squash',
    reviewBotFrom: '2026-01-12',
    checks: false,
    ci: {
      from: '2025-06-23',
      queue: [
        ['2026-04-01', 35],
        ['2026-08-01', 14],
      ],
      buildFails: 0.012,
      testsFail: [
        ['2026-04-01', 0.07],
        ['2026-08-01', 0.045],
      ],
    },
    milestones: true,
  },
  {
    name: 'payments',
    createdAt: '2024-05-14T09:03:11Z',
    mergeMethod: 'squash',
    checks: false,
    ci: {
      from: '2025-01-06',
      queue: [['2025-01-06', 18]],
      buildFails: 0.01,
      testsFail: [['2025-01-06', 0.03]],
    },
    milestones: false,
  },
  {
    name: 'search',
    createdAt: '2024-05-16T13:47:05Z',
    mergeMethod: 'merge',
    reviewBotFrom: '2026-01-12',
    checks: false,
    milestones: false,
  },
  {
    name: 'gateway',
    createdAt: '2024-05-17T07:55:30Z',
    mergeMethod: 'rebase',
    checks: true,
    paths: true,
    milestones: true,
  },
  {
    name: 'kit',
    createdAt: '2024-05-21T10:20:19Z',
    mergeMethod: 'squash',
    checks: false,
    ci: {
      from: '2024-06-24',
      queue: [['2024-06-24', 9]],
      buildFails: 0.02,
      testsFail: [['2024-06-24', 0.04]],
    },
    milestones: false,
  },
  { name: 'cli', createdAt: '2024-05-22T14:31:52Z', mergeMethod: 'squash', checks: false, milestones: false },
  {
    name: 'forecast',
    createdAt: '2024-05-27T11:08:27Z',
    mergeMethod: 'squash',
    checks: false,
    milestones: false,
  },
];

/** Checkout improves: smaller changes, a review rota, deployments on merge instead of release days. */
const checkout: TeamPlan = {
  id: 'checkout',
  people: [{}, {}, {}, {}, {}, { from: '2025-02-03' }, { until: '2025-01-17' }],
  practice: {
    size: [
      ['2025-12-15', 150],
      ['2026-06-15', 68],
    ],
    elsewhere: [
      ['2025-12-15', 0.48],
      ['2026-06-15', 0.42],
    ],
    attention: [
      ['2026-03-30', 0.14],
      ['2026-07-01', 0.26],
    ],
    rota: [
      ['2026-04-06', 0],
      ['2026-07-01', 0.35],
    ],
    unreviewed: [['2024-06-01', 0.06]],
    haste: [['2024-06-01', 0]],
    convention: [['2024-06-01', 0.94]],
    pairing: [
      ['2026-01-12', 0.05],
      ['2026-07-01', 0.13],
    ],
    guests: [['2024-06-01', 0.11]],
  },
  effort: 0.9,
  preparation: 0.5,
  workLimit: 3,
  outages: 3,
  bugs: 7,
  found: { customer: 0.34, production: 0.2, earlier: 0.43 },
  features: 19,
  discovery: 0.6,
  spikes: 13,
  promises: [
    ['2025-12-15', 4],
    ['2026-05-01', 3.6],
  ],
  severities: { 'severity-1': 0.2, 'severity-2': 0.45 },
  updates: 3,
  vocabulary: {
    features: [
      'gift cards',
      'delivery dates',
      'saved addresses',
      'discount codes',
      'instalments',
      'pickup points',
      'loyalty points',
      'bank transfers',
      'order notes',
      'split shipments',
      'return labels',
      'tax details',
    ],
    places: [
      'on the payment page',
      'in the basket',
      'on the confirmation page',
      'in guest checkout',
      'in the address form',
      'in the order receipt',
      'in express checkout',
      'in the order history',
    ],
    parts: [
      'payment client',
      'tax calculator',
      'basket store',
      'order service',
      'refund job',
      'address validator',
      'price rounding',
      'webhook handler',
      'receipt mailer',
    ],
    faults: [
      'a double submit',
      'a stale total',
      'a wrong currency sign',
      'a missing retry',
      'a time-out',
      'a race between two tabs',
      'a rounding error',
      'an empty state',
      'a lost redirect',
    ],
    cases: [
      'expired cards',
      'mixed tax rates',
      'partial refunds',
      'foreign addresses',
      'free orders',
      'declined payments',
      'cancelled orders',
      'negative amounts',
    ],
    symptoms: [
      'Payments fail',
      'Error rate above 5 %',
      'Slow responses',
      'Wrong totals',
      'Time-outs',
      'Orders are missing',
    ],
    settings: [
      'for business customers',
      'behind a flag',
      'on small screens',
      'for returning customers',
      'in the new layout',
    ],
  },
};

/** Catalogue gets faster and breaks more: a review bot takes the place of colleagues, and haste grows. */
const catalogue: TeamPlan = {
  id: 'catalogue',
  people: [{}, {}, {}, {}, {}, {}, { until: '2024-11-29', deleted: true }, { from: '2024-12-02' }],
  practice: {
    size: [['2024-06-01', 115]],
    elsewhere: [
      ['2026-01-12', 0.44],
      ['2026-07-01', 0.28],
    ],
    attention: [['2024-06-01', 0.14]],
    rota: [['2024-06-01', 0]],
    unreviewed: [
      ['2026-01-12', 0.05],
      ['2026-07-01', 0.7],
    ],
    haste: [
      ['2026-01-15', 0.65],
      ['2026-07-10', 1.3],
    ],
    convention: [
      ['2025-02-01', 0.05],
      ['2025-04-01', 0.88],
    ],
    pairing: [
      ['2026-01-12', 0.07],
      ['2026-07-01', 0.02],
    ],
    guests: [['2024-06-01', 0.07]],
  },
  effort: 1.25,
  preparation: 0.5,
  workLimit: 3,
  outages: 3,
  bugs: 8,
  found: { customer: 0.36, production: 0.26, earlier: 0.34 },
  features: 20,
  discovery: 0.4,
  spikes: 11,
  promises: [['2024-06-01', 0]],
  severities: { 'severity-1': 0.2, 'severity-2': 0.5 },
  updates: 3,
  vocabulary: {
    features: [
      'product filters',
      'size tables',
      'stock levels',
      'price history',
      'similar products',
      'product videos',
      'customer questions',
      'brand pages',
      'bundles',
      'sale badges',
      'colour swatches',
      'spelling suggestions',
    ],
    places: [
      'in search results',
      'on the product page',
      'on category pages',
      'in the product feed',
      'in the mobile menu',
      'on the start page',
      'in the wish list',
      'in the import tool',
    ],
    parts: [
      'search index',
      'price importer',
      'image resizer',
      'ranking model',
      'category tree',
      'stock cache',
      'feed exporter',
      'synonym list',
      'product mapper',
    ],
    faults: [
      'a wrong sort order',
      'a missing image',
      'a stale price',
      'a duplicate entry',
      'a broken link',
      'a slow query',
      'a wrong stock count',
      'an encoding error',
      'an empty facet',
    ],
    cases: [
      'discontinued products',
      'variants without images',
      'very long names',
      'seasonal categories',
      'empty queries',
      'bulk imports',
      'price changes',
      'hidden products',
    ],
    symptoms: [
      'No results',
      'Error rate above 5 %',
      'Slow responses',
      'Wrong prices',
      'Missing images',
      'Products are missing',
    ],
    settings: [
      'for new visitors',
      'behind a flag',
      'on small screens',
      'for wholesale customers',
      'in the new layout',
    ],
  },
};

/** Platform is steady. */
const platform: TeamPlan = {
  id: 'platform',
  people: [{}, {}, {}, {}, {}, { until: '2025-05-30' }, { from: '2025-06-02' }],
  practice: {
    size: [['2024-06-01', 95]],
    elsewhere: [['2024-06-01', 0.6]],
    attention: [['2024-06-01', 0.38]],
    rota: [['2024-06-01', 0]],
    unreviewed: [['2024-06-01', 0.1]],
    haste: [['2024-06-01', 0]],
    convention: [['2024-06-01', 0.9]],
    pairing: [['2024-06-01', 0.08]],
    guests: [['2024-06-01', 0.2]],
  },
  effort: 1.45,
  preparation: 0.5,
  workLimit: 3,
  outages: 11,
  bugs: 8,
  found: { customer: 0.12, production: 0.28, earlier: 0.35 },
  features: 11,
  discovery: 0.4,
  spikes: 6,
  promises: [['2024-06-01', 1.6]],
  severities: { 'severity-1': 0.15, 'severity-2': 0.4 },
  updates: 4,
  vocabulary: {
    features: [
      'request traces',
      'rate limits',
      'access tokens',
      'health checks',
      'retry budgets',
      'audit events',
      'deploy previews',
      'config reloads',
      'log filters',
      'service maps',
    ],
    places: [
      'in the gateway',
      'in the console',
      'in the command line',
      'in staging',
      'in the start-up sequence',
      'in the request pipeline',
      'in the setup guide',
      'in the alert rules',
    ],
    parts: [
      'token cache',
      'config loader',
      'retry policy',
      'log shipper',
      'router',
      'scheduler',
      'plugin loader',
      'connection pool',
      'metrics exporter',
    ],
    faults: [
      'a memory leak',
      'a connection leak',
      'a wrong header',
      'a missing time-out',
      'a noisy log line',
      'a dead lock',
      'a flaky test',
      'a wrong exit code',
      'a race at shutdown',
    ],
    cases: [
      'slow upstreams',
      'expired tokens',
      'large bodies',
      'missing config',
      'parallel deploys',
      'clock skew',
      'broken pipes',
      'unknown hosts',
    ],
    symptoms: [
      'Error rate above 5 %',
      'Slow responses',
      'Requests time out',
      'Certificates are rejected',
      'No logs arrive',
      'Logins fail',
    ],
    settings: [
      'for internal services',
      'behind a flag',
      'by default',
      'per environment',
      'for every service',
    ],
  },
};

/** Labs is too small to say; in two quarters two of five people are lent to other teams. */
const labs: TeamPlan = {
  id: 'labs',
  people: [
    {},
    {},
    {},
    {
      away: [
        ['2024-12-20', '2025-04-07'],
        ['2025-12-19', '2026-04-06'],
      ],
    },
    {
      away: [
        ['2024-12-20', '2025-04-07'],
        ['2025-12-19', '2026-04-06'],
      ],
    },
  ],
  practice: {
    size: [['2024-06-01', 160]],
    elsewhere: [['2024-06-01', 0.8]],
    attention: [['2024-06-01', 0.3]],
    rota: [['2024-06-01', 0]],
    unreviewed: [['2024-06-01', 0.18]],
    haste: [['2024-06-01', 0]],
    convention: [['2024-06-01', 0]],
    pairing: [['2024-06-01', 0]],
    guests: [['2024-06-01', 0]],
  },
  effort: 2.5,
  preparation: 0.85,
  workLimit: 2,
  outages: 2.5,
  bugs: 2,
  found: { customer: 0, production: 0, earlier: 0 },
  features: 2,
  discovery: 0.7,
  spikes: 0,
  promises: [['2024-06-01', 0]],
  updates: 0,
  vocabulary: {
    features: [
      'weekly forecasts',
      'demand curves',
      'confidence bands',
      'holiday effects',
      'what-if runs',
      'model reports',
    ],
    places: [
      'in the notebook',
      'in the forecast job',
      'on the report page',
      'in the data loader',
      'in the export',
    ],
    parts: ['forecast model', 'data loader', 'feature store', 'training job', 'report builder'],
    faults: ['a wrong season', 'a missing day', 'a unit mix-up', 'an unseeded run', 'a slow join'],
    cases: ['new products', 'gaps in the data', 'leap days', 'sudden peaks', 'small shops'],
    symptoms: ['No forecast arrives', 'Forecasts are empty', 'The nightly job fails'],
    settings: ['for one region', 'behind a flag', 'as an experiment'],
  },
};

export const TEAMS: readonly TeamPlan[] = [checkout, catalogue, platform, labs];

const ON_MERGE = { on: 'merge' } as const;

export const AREAS: readonly AreaPlan[] = [
  {
    team: 'checkout',
    repository: 'storefront',
    iterations: 7,
    share: 0.58,
    labels: ['team/checkout'],
    delivery: {
      pipeline: {
        environment: 'checkout-production',
        rhythms: [
          ['2024-06-01', { on: 'days', weekdays: [2, 4] }],
          ['2026-01-12', { on: 'days', weekdays: [1, 2, 3, 4] }],
          ['2026-05-04', ON_MERGE],
        ],
      },
    },
  },
  {
    team: 'checkout',
    repository: 'payments',
    iterations: 0,
    share: 0.42,
    delivery: {
      pipeline: {
        environment: 'production',
        staging: 'staging',
        rhythms: [
          ['2024-06-01', { on: 'days', weekdays: [2, 4] }],
          ['2026-01-12', { on: 'days', weekdays: [1, 2, 3, 4] }],
          ['2026-05-04', ON_MERGE],
        ],
      },
    },
  },
  {
    team: 'catalogue',
    repository: 'storefront',
    share: 0.7,
    labels: ['team/catalogue'],
    delivery: { pipeline: { environment: 'catalogue-production', rhythms: [['2024-06-01', ON_MERGE]] } },
  },
  {
    team: 'catalogue',
    repository: 'search',
    share: 0.3,
    delivery: { pipeline: { environment: 'production', rhythms: [['2024-06-01', ON_MERGE]] } },
  },
  {
    team: 'platform',
    repository: 'gateway',
    iterations: 0,
    share: 0.58,
    delivery: {
      pipeline: {
        environment: 'production',
        rhythms: [['2024-06-24', { on: 'days', weekdays: [1, 2, 3, 4] }]],
      },
    },
  },
  { team: 'platform', repository: 'kit', share: 0.22, delivery: { releasesAfter: 3 } },
  {
    team: 'platform',
    repository: 'cli',
    share: 0.2,
    maintenanceBranch: 'release/1.x',
    delivery: { releasesAfter: 7 },
  },
  {
    team: 'labs',
    repository: 'forecast',
    share: 1,
    delivery: {
      pipeline: {
        environment: 'production',
        rhythms: [['2024-08-05', { on: 'days', weekdays: [3], everyWeeks: 2 }]],
      },
    },
  },
];
