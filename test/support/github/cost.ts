import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLNamedType,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { schema } from './schema.ts';

/** What a query may ask for, as GitHub counts it before it runs one. */
export interface QueryCost {
  /** At most that many nodes. */
  nodes: number;
  /** Points of the hourly limit. */
  points: number;
  errors: GraphQLError[];
}

/** Nodes that one query may ask for. */
const NODE_LIMIT = 500_000;

type Variables = Record<string, unknown>;

/**
 * Counts a query by GitHub's published rule: each connection needs a request for each row of the connections
 * around it, taken at their `first` or `last`; a hundred requests are a point, and one point is the least.
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
export function costOf(document: DocumentNode, variables: Variables): QueryCost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const cost = { requests: 0, nodes: 0 };
  const errors: GraphQLError[] = [];

  const isIncluded = (node: SelectionNode) =>
    (node.directives ?? []).every(({ name, arguments: given = [] }) => {
      const condition = given[0] === undefined ? undefined : valueFromASTUntyped(given[0].value, variables);
      return name.value === 'skip' ? condition !== true : name.value !== 'include' || condition !== false;
    });

  const countField = (node: FieldNode, parent: GraphQLNamedType, times: number, path: readonly string[]) => {
    if (!isObjectType(parent) && !isInterfaceType(parent)) return;
    const field = parent.getFields()[node.name.value];
    if (field === undefined || node.selectionSet === undefined) return;
    const type = getNamedType(field.type);
    const here = [...path, (node.alias ?? node.name).value];
    let rows = 1;
    if (type.name.endsWith('Connection')) {
      const size = pageSize(node, here, variables, errors);
      cost.requests += times;
      cost.nodes += times * size;
      rows = Math.max(1, size);
    }
    countAll(node.selectionSet, type, times * rows, here);
  };

  const countAll = (
    { selections }: SelectionSetNode,
    parent: GraphQLNamedType,
    times: number,
    path: readonly string[],
  ): void => {
    for (const node of selections) {
      if (!isIncluded(node)) continue;
      if (node.kind === Kind.FIELD) {
        countField(node, parent, times, path);
        continue;
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
      if (fragment === undefined) continue;
      const condition = fragment.typeCondition;
      const type = condition === undefined ? parent : (schema.getType(condition.name.value) ?? parent);
      countAll(fragment.selectionSet, type, times, path);
    }
  };

  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const query = schema.getQueryType();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION && query)
      countAll(definition.selectionSet, query, 1, []);
  }
  if (cost.nodes > NODE_LIMIT) {
    errors.push(
      refusal(
        'MAX_NODE_LIMIT_EXCEEDED',
        `This query asks for up to ${cost.nodes.toLocaleString('en')} nodes; the limit is 500,000.`,
        [],
      ),
    );
  }
  return { nodes: cost.nodes, points: Math.max(1, Math.round(cost.requests / 100)), errors };
}

/** @returns the rows that a connection is asked for; 0 when only its count is wanted */
function pageSize(
  node: FieldNode,
  path: readonly string[],
  variables: Variables,
  errors: GraphQLError[],
): number {
  const name = node.name.value;
  for (const bound of ['first', 'last']) {
    const argument = node.arguments?.find((given) => given.name.value === bound);
    const size = argument === undefined ? null : valueFromASTUntyped(argument.value, variables);
    if (typeof size !== 'number') continue;
    if (size > 100) {
      const message = `Requesting ${size} records on the \`${name}\` connection exceeds the \`${bound}\` limit of 100 records.`;
      errors.push(refusal('EXCESSIVE_PAGINATION', message, path));
    }
    if (size < 1) {
      const message = `\`${bound}\` on the \`${name}\` connection cannot be less than 1.`;
      errors.push(refusal('INVALID_PAGINATION', message, path));
    }
    return size;
  }
  const asksRows = node.selectionSet?.selections.some(
    (selection) => selection.kind === Kind.FIELD && ['nodes', 'edges'].includes(selection.name.value),
  );
  const spreads = node.selectionSet?.selections.some((selection) => selection.kind !== Kind.FIELD);
  if (asksRows === true || spreads === true) {
    const message = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`;
    errors.push(refusal('MISSING_PAGINATION_BOUNDARIES', message, path));
  }
  return 0;
}

const refusal = (type: string, message: string, path: readonly string[]) =>
  new GraphQLError(message, { path, extensions: { type } });
