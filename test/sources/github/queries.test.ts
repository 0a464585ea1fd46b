import { readdir } from 'node:fs/promises';
import {
  type DocumentNode,
  getNamedType,
  Kind,
  parse,
  print,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { costOf } from '../../support/github/cost.ts';
import { schema } from '../../support/github/schema.ts';

const FOLDER = new URL('../../../src/sources/github/', import.meta.url);

const documentSchema = z.custom<DocumentNode>(
  (value) => z.object({ kind: z.literal(Kind.DOCUMENT) }).safeParse(value).success,
);

const documents = (
  await Promise.all(
    (
      await readdir(FOLDER, { recursive: true })
    )
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
      .map(async (file) =>
        Object.entries(
          z.record(z.string(), z.unknown()).parse({ ...(await import(new URL(file, FOLDER).href)) }),
        ),
      ),
  )
)
  .flat()
  .filter(([name]) => name.endsWith('Query'))
  .map(([name, document]) => ({ name, document: documentSchema.parse(document) }));

test('every collection has its query', () => {
  expect(documents.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'surveyQuery',
      'pullRequestsQuery',
      'issuesQuery',
      'commitsQuery',
      'checksQuery',
      'deploymentsQuery',
    ]),
  );
});

test('no query uses search, which ends at a thousand results and lags', () => {
  for (const { name, document } of documents) expect(print(document), name).not.toMatch(/\bsearch\b/);
});

test('no query uses the fork that a change came from, which may be deleted', () => {
  for (const { name, document } of documents) expect(print(document), name).not.toMatch(/headRepository/);
});

describe.each(documents)('$name', ({ document }) => {
  test("is valid in GitHub's published schema", () => {
    expect(validate(schema, parse(print(document)))).toEqual([]);
  });

  test('asks for its cost', () => {
    expect(print(document)).toContain('rateLimit');
  });

  test('says how many rows of each list it wants, as GitHub’s rules ask for', () => {
    const unbounded: string[] = [];
    const types = new TypeInfo(schema);
    visit(
      document,
      visitWithTypeInfo(types, {
        Field({ name, arguments: given = [] }) {
          const type = types.getType();
          const parent = types.getParentType();
          if (!type || !getNamedType(type).name.endsWith('Connection')) return;
          const known = types.getFieldDef()?.args ?? [];
          if (!known.some((each) => each.name === 'first')) return;
          if (!given.some((each) => each.name.value === 'first' || each.name.value === 'last'))
            unbounded.push(`${parent?.name}.${name.value}`);
        },
      }),
    );
    expect(unbounded).toEqual([]);
  });

  test('asks whether each list has more pages', () => {
    const silent: string[] = [];
    const types = new TypeInfo(schema);
    visit(
      inlined(document),
      visitWithTypeInfo(types, {
        Field(node) {
          const type = types.getType();
          if (type === undefined || type === null || !getNamedType(type).name.endsWith('Connection')) return;
          const asked = fieldsOf(node.selectionSet);
          if (asked.includes('nodes') && !asked.includes('pageInfo')) silent.push(node.name.value);
        },
      }),
    );
    expect(silent).toEqual([]);
  });

  test('stays within the limits of one query', () => {
    const { errors, nodes, points } = costOf(document, { first: 25, counts: true, withPaths: true, ids: [] });
    expect(errors).toEqual([]);
    expect(nodes).toBeLessThan(50_000);
    expect(points).toBeLessThanOrEqual(2);
  });
});

/** Spreads of fragments are looked through, so that a connection's own fields are seen. */
function inlined(document: DocumentNode): DocumentNode {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
    ),
  );
  return visit(document, {
    FragmentSpread(node) {
      const fragment = fragments.get(node.name.value);
      if (fragment === undefined) return undefined;
      return {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: fragment.typeCondition,
        selectionSet: fragment.selectionSet,
      };
    },
  });
}

function fieldsOf(selectionSet: { selections: readonly unknown[] } | undefined): string[] {
  const selectionSchema = z.object({
    name: z.object({ value: z.string() }).optional(),
    selectionSet: z.object({ selections: z.array(z.unknown()) }).optional(),
    kind: z.string(),
  });
  return (selectionSet?.selections ?? []).flatMap((selection) => {
    const { kind, name, selectionSet: inner } = selectionSchema.parse(selection);
    return kind === Kind.FIELD ? [name?.value ?? ''] : fieldsOf(inner);
  });
}
