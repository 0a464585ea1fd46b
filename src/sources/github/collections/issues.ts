import { masked } from '../../../facts/masked.ts';
import type { Instant, Issue } from '../../../facts/schema.ts';
import { findCauses } from '../../references.ts';
import { account } from '../accounts.ts';
import type { RepositoryContext } from '../repositoryContext.ts';
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
import type { Found } from './found.ts';
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

/** What every server knows. */
export const issuesQuery = graphql(
  `
  query Issues($owner: String!, $name: String!, $first: Int!, $after: String, $orderBy: IssueOrder!) {
    ...RateLimit
    repository(owner: $owner, name: $name) {
      issues(first: $first, after: $after, orderBy: $orderBy) {
        totalCount
        pageInfo { ...Page }
        nodes { ...Issue }
      }
    }
  }
`,
  [issueFragment, pageFragment, rateLimitFragment],
);

/** The same with types and parents. */
export const typedIssuesQuery = graphql(
  `
  query Issues($owner: String!, $name: String!, $first: Int!, $after: String, $orderBy: IssueOrder!) {
    ...RateLimit
    repository(owner: $owner, name: $name) {
      issues(first: $first, after: $after, orderBy: $orderBy) {
        totalCount
        pageInfo { ...Page }
        nodes { ...Issue ...TypeOfIssue }
      }
    }
  }
`,
  [issueFragment, pageFragment, rateLimitFragment, typeFragment],
);

/** The same with types, parents and fields. */
export const wholeIssuesQuery = graphql(
  `
  query Issues($owner: String!, $name: String!, $first: Int!, $after: String, $orderBy: IssueOrder!) {
    ...RateLimit
    repository(owner: $owner, name: $name) {
      issues(first: $first, after: $after, orderBy: $orderBy) {
        totalCount
        pageInfo { ...Page }
        nodes { ...Issue ...TypeOfIssue ...FieldsOfIssue }
      }
    }
  }
`,
  [fieldsFragment, issueFragment, pageFragment, rateLimitFragment, typeFragment],
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

/** Asks for what the server offers. */
function pagesInOrder(
  context: RepositoryContext,
  orderBy: { field: 'CREATED_AT' | 'UPDATED_AT'; direction: 'ASC' | 'DESC' },
): AsyncIterable<Page<Node>> {
  const { hasTypes, hasFields, lacks } = context.offers;
  const variables = (page: { owner: string; name: string; first: number; after: string | null }) => ({
    orderBy,
    ...page,
  });
  if (hasTypes && hasFields)
    return pagesOf(context, COLLECTION, {
      document: without(wholeIssuesQuery, lacks),
      variables,
      pick: (data) => data.repository?.issues,
    });
  return pagesOf(context, COLLECTION, {
    document: without(hasTypes ? typedIssuesQuery : issuesQuery, lacks),
    variables,
    pick: (data) => data.repository?.issues,
  });
}

type Node = FragmentOf<typeof issueFragment> &
  Partial<FragmentOf<typeof typeFragment>> &
  Partial<FragmentOf<typeof fieldsFragment>>;
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
  const { issueType, parent } = node;
  return {
    number: node.number,
    title: masked(node.title),
    author: context.identity.actor(account(node.author)),
    createdAt: node.createdAt,
    updatedAt: node.updatedAt,
    closedAt: node.closedAt,
    state: node.state === 'OPEN' ? 'open' : 'closed',
    stateReason: node.stateReason?.toLowerCase() ?? null,
    labels: labels.map(({ name }) => masked(name)),
    ...(issueType === undefined ? {} : { type: issueType === null ? null : masked(issueType.name) }),
    ...(fields.length === 0 ? {} : { fields: Object.fromEntries(fields) }),
    ...(parent?.repository.id === context.id ? { parent: parent.number } : {}),
    milestone: node.milestone?.number ?? null,
    changes: changesOf(events),
    causes: findCauses(node.body, context.names),
  };
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
