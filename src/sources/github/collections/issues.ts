import { masked } from '../../../facts/masked.ts';
import type { Instant, Issue } from '../../../facts/schema.ts';
import { findCauses } from '../../references.ts';
import { account } from '../accounts.ts';
import type { RepositoryContext } from '../repositoryContext.ts';
import { Denied } from '../transport/failure.ts';
import {
  actorFragment,
  type FragmentOf,
  graphql,
  labelsFragment,
  pageFragment,
  type ResultOf,
  rateLimitFragment,
  without,
} from '../transport/graphql.ts';
import { readAllOrChanged } from './changedRows.ts';
import { changesOf } from './changes.ts';
import type { Excluded, Found } from './found.ts';
import { type Connection, type Page, pagesOf, readList } from './pagination.ts';

const eventsFragment = graphql(
  `
  fragment Events on IssueTimelineItemsConnection {
    pageInfo { ...Page }
    nodes {
      __typename
      ... on LabeledEvent { createdAt label { name } }
      ... on UnlabeledEvent { createdAt label { name } }
      ... on MilestonedEvent { createdAt milestoneTitle }
      ... on DemilestonedEvent { createdAt milestoneTitle }
      ... on ProjectV2ItemStatusChangedEvent { createdAt previousStatus status }
    }
  }
`,
  [pageFragment],
);

const issueFragment = graphql(
  `
  fragment Issue on Issue {
    id
    number
    title
    body
    author { ...Account }
    createdAt
    updatedAt
    closedAt
    state
    stateReason
    milestone { number }
    labels(first: 20) { ...Labels }
    timelineItems(
      first: 30
      itemTypes: [
        LABELED_EVENT
        UNLABELED_EVENT
        MILESTONED_EVENT
        DEMILESTONED_EVENT
        PROJECT_V2_ITEM_STATUS_CHANGED_EVENT
      ]
    ) { ...Events }
  }
`,
  [actorFragment, eventsFragment, labelsFragment],
);

/** Not every Enterprise Server has these fields. */
const typeFragment = graphql(`
  fragment TypeOfIssue on Issue {
    issueType { name }
    parent { number repository { id } }
  }
`);

/** In a preview: not every server offers it. */
const fieldValuesFragment = graphql(
  `
  fragment FieldValues on IssueFieldValueConnection {
    pageInfo { ...Page }
    nodes {
      __typename
      ... on IssueFieldDateValue { date: value field { __typename ... on IssueFieldDate { name } } }
      ... on IssueFieldMultiSelectValue { options { name } field { __typename ... on IssueFieldMultiSelect { name } } }
      ... on IssueFieldNumberValue { number: value field { __typename ... on IssueFieldNumber { name } } }
      ... on IssueFieldSingleSelectValue { option: name field { __typename ... on IssueFieldSingleSelect { name } } }
      ... on IssueFieldTextValue { text: value field { __typename ... on IssueFieldText { name } } }
    }
  }
`,
  [pageFragment],
);

const fieldsFragment = graphql(
  `
  fragment FieldsOfIssue on Issue { issueFieldValues(first: 20) { ...FieldValues } }
`,
  [fieldValuesFragment],
);

/** A status is that of the field that each board has; an iteration needs a field of this name. */
const boardsFragment = graphql(
  `
  fragment BoardsOfIssue on Issue {
    projectItems(first: 20, includeArchived: false) {
      pageInfo { ...Page }
      nodes {
        status: fieldValueByName(name: "Status") {
          __typename
          ... on ProjectV2ItemFieldSingleSelectValue { option: name updatedAt }
        }
        iteration: fieldValueByName(name: "Iteration") {
          __typename
          ... on ProjectV2ItemFieldIterationValue { title startDate duration }
        }
      }
    }
  }
`,
  [pageFragment],
);

/** With all that a server can offer. */
export const issuesQuery = graphql(
  `
  query Issues($owner: String!, $name: String!, $first: Int!, $after: String, $orderBy: IssueOrder!) {
    ...RateLimit
    repository(owner: $owner, name: $name) {
      issues(first: $first, after: $after, orderBy: $orderBy) {
        totalCount
        pageInfo { ...Page }
        nodes { ...Issue ...TypeOfIssue ...FieldsOfIssue ...BoardsOfIssue }
      }
    }
  }
`,
  [boardsFragment, fieldsFragment, issueFragment, pageFragment, rateLimitFragment, typeFragment],
);

/** A further page of an issue's labels or events. */
export const issueListQuery = graphql(
  `
  query IssueList($id: ID!, $first: Int!, $after: String, $labels: Boolean!, $events: Boolean!) {
    ...RateLimit
    node(id: $id) {
      __typename
      ... on Issue {
        labels(first: $first, after: $after) @include(if: $labels) { ...Labels }
        timelineItems(
          first: $first
          after: $after
          itemTypes: [
            LABELED_EVENT
            UNLABELED_EVENT
            MILESTONED_EVENT
            DEMILESTONED_EVENT
            PROJECT_V2_ITEM_STATUS_CHANGED_EVENT
          ]
        ) @include(if: $events) { ...Events }
      }
    }
  }
`,
  [eventsFragment, labelsFragment, rateLimitFragment],
);

/** A further page of an issue's fields, which an organisation can have 25 of. */
export const issueFieldsQuery = graphql(
  `
  query IssueFields($id: ID!, $first: Int!, $after: String) {
    ...RateLimit
    node(id: $id) {
      __typename
      ... on Issue { issueFieldValues(first: $first, after: $after) { ...FieldValues } }
    }
  }
`,
  [fieldValuesFragment, rateLimitFragment],
);

const COLLECTION = 'issues';

/** Reads issues: all of them in the order of creation, or those changed since a moment. */
export async function readIssues(context: RepositoryContext, since: Instant | null): Promise<Found<Issue>> {
  return readAllOrChanged(context, since, {
    collection: COLLECTION,
    pages: (orderBy) => pagesInOrder(context, orderBy),
    rowOf: (node) => rowOf(context, node),
  });
}

/** Asks for what the server offers, and for boards only where the token may read them. */
async function* pagesInOrder(
  context: RepositoryContext,
  orderBy: { field: 'CREATED_AT' | 'UPDATED_AT'; direction: 'ASC' | 'DESC' },
): AsyncGenerator<Page<Node>> {
  const { hasTypes, hasFields, hasBoards, lacks } = context.offers;
  const pages = (withBoards: boolean): AsyncIterable<Page<Node>> =>
    pagesOf(context, COLLECTION, {
      document: without(
        issuesQuery,
        new Set([
          ...lacks,
          ...(hasTypes ? [] : ['TypeOfIssue']),
          ...(hasFields ? [] : ['FieldsOfIssue', 'FieldValues']),
          ...(withBoards ? [] : ['BoardsOfIssue']),
        ]),
      ),
      variables: (page) => ({ orderBy, ...page }),
      pick: (data) => data.repository?.issues,
      ...(withBoards ? { optional: 'projectItems' } : {}),
    });
  try {
    yield* pages(hasBoards);
  } catch (error) {
    if (!(error instanceof Denied)) throw error;
    for await (const page of pages(false))
      yield { ...page, nodes: page.nodes.map((node) => ({ ...node, projectItems: null })) };
  }
}

type Boards = FragmentOf<typeof boardsFragment>['projectItems'];
type Node = FragmentOf<typeof issueFragment> &
  Partial<FragmentOf<typeof typeFragment>> &
  Partial<FragmentOf<typeof fieldsFragment>> & { projectItems?: Boards | null };
type Lists = Extract<ResultOf<typeof issueListQuery>['node'], { __typename: 'Issue' }>;

const NO_LISTS = { labels: false, events: false };

async function rowOf(context: RepositoryContext, node: Node): Promise<Issue> {
  const { id } = node;
  const row = `#${node.number}`;
  const listOf = <Item>(
    part: keyof typeof NO_LISTS,
    first: Connection<Item> | null,
    pick: (lists: Lists) => Connection<Item> | null | undefined,
  ) =>
    readList(context, first, {
      collection: COLLECTION,
      of: { row, part },
      document: without(issueListQuery, context.offers.lacks),
      variables: (page) => ({ id, ...NO_LISTS, [part]: true, ...page }),
      pick: ({ node }) => (node?.__typename === 'Issue' ? pick(node) : null),
    });
  const labels = await listOf('labels', node.labels, (lists) => lists.labels);
  const events = await listOf('events', node.timelineItems, (lists) => lists.timelineItems);
  const values = await readList(context, node.issueFieldValues, {
    collection: COLLECTION,
    of: { row, part: 'fields' },
    document: without(issueFieldsQuery, context.offers.lacks),
    variables: (page) => ({ id, ...page }),
    pick: ({ node }) => (node?.__typename === 'Issue' ? node.issueFieldValues : null),
  });
  const fields = values.flatMap((value: FieldValue): [string, FieldText][] => {
    const name = value.field?.name;
    const text = textOf(value);
    return name === undefined || text === null ? [] : [[masked(name), text]];
  });
  const { issueType, parent, projectItems } = node;
  return {
    number: node.number,
    title: masked(node.title, { repositories: context.names }),
    author: context.identity.actor(account(node.author)),
    createdAt: node.createdAt,
    updatedAt: node.updatedAt,
    closedAt: node.closedAt,
    state: node.state === 'OPEN' ? 'open' : 'closed',
    stateReason: node.stateReason?.toLowerCase() ?? null,
    labels: labels.map(({ name }) => masked(name)),
    ...(issueType === undefined ? {} : { type: issueType === null ? null : masked(issueType.name) }),
    ...(projectItems === undefined ? {} : { boards: boardsOf(projectItems) }),
    ...(fields.length === 0 ? {} : { fields: Object.fromEntries(fields) }),
    ...(parent?.repository.id === context.id ? { parent: parent.number } : {}),
    milestone: node.milestone?.number ?? null,
    changes: changesOf(events),
    causes: findCauses(node.body, context.names),
  };
}

/** @returns what an issue has on each board, null for one that the token may not read; null when it may read none */
function boardsOf(items: Boards | null): NonNullable<Issue['boards']> | null {
  if (items === null) return null;
  const boards = (items.nodes ?? [null]).map((item) => {
    if (item === null) return null;
    const { status, iteration } = item;
    return {
      ...(status?.__typename === 'ProjectV2ItemFieldSingleSelectValue' && status.option !== null
        ? { status: { name: masked(status.option), at: status.updatedAt } }
        : {}),
      ...(iteration?.__typename === 'ProjectV2ItemFieldIterationValue'
        ? {
            iteration: {
              title: masked(iteration.title),
              start: iteration.startDate,
              days: iteration.duration,
            },
          }
        : {}),
    };
  });
  return items.pageInfo.hasNextPage ? [...boards, null] : boards;
}

/** @returns how many issues have a board that the token may not read */
export function hiddenBoards(rows: readonly Issue[]): Excluded[] {
  const hidden = rows.filter(({ boards }) => boards === null || boards?.includes(null) === true);
  return [
    {
      what: 'issues whose status and iteration on boards of projects the token may not read',
      count: hidden.length,
    },
  ];
}

/** What the queries ask of a field, whatever its kind: GitHub may have more kinds by now. */
interface FieldValue {
  field?: { __typename: string; name?: string } | null;
  date?: string;
  number?: number;
  option?: string;
  options?: readonly { name: string }[];
  text?: string;
}

type FieldText = NonNullable<Issue['fields']>[string];

/** @returns null for a kind that is not known */
function textOf({ date, number, option, options, text }: FieldValue): FieldText | null {
  if (options !== undefined) return options.map(({ name }) => masked(name));
  const value = option ?? text ?? date ?? number;
  return value === undefined ? null : masked(String(value));
}
