import { initGraphQLTada } from 'gql.tada';
import { type ASTNode, visit } from 'graphql';
import type { introspection } from './schema.generated.d.ts';

export type { FragmentOf, ResultOf, TadaDocumentNode } from 'gql.tada';

/** Writes a query that the compiler checks and types against GitHub's published schema. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: { Date: string; DateTime: string; GitObjectID: string; GitTimestamp: string; URI: string };
}>();

/** Asked with each query: what it cost. Null on a server that sets no limit. */
export const rateLimitFragment = graphql(`
  fragment RateLimit on Query {
    rateLimit { cost remaining resetAt }
  }
`);

/** Asked of each connection: where its next page begins. */
export const pageFragment = graphql(`
  fragment Page on PageInfo { hasNextPage endCursor }
`);

export const actorFragment = graphql(`
  fragment Account on Actor { __typename login ... on User { name } }
`);

export const labelsFragment = graphql(
  `
  fragment Labels on LabelConnection {
    pageInfo { ...Page }
    nodes { name }
  }
`,
  [pageFragment],
);

/**
 * @param names of types, of values of enumerations and of fragments
 * @returns a query or fragment without what it asks of them: a server that lacks one refuses the whole query
 */
export function without<Document extends ASTNode>(document: Document, names: ReadonlySet<string>): Document {
  if (names.size === 0) return document;
  return visit(document, {
    EnumValue: ({ value }) => (names.has(value) ? null : undefined),
    FragmentDefinition: ({ name }) => (names.has(name.value) ? null : undefined),
    FragmentSpread: ({ name }) => (names.has(name.value) ? null : undefined),
    InlineFragment: ({ typeCondition }) =>
      typeCondition !== undefined && names.has(typeCondition.name.value) ? null : undefined,
  });
}
