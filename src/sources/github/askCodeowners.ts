import { parse, print } from 'graphql';
import { z } from 'zod';
import { type Codeowners, readCodeowners } from '../../facts/codeowners.ts';
import type { Reading } from '../../facts/reading.ts';
import type { RepositoryName } from './collections/repository.ts';
import type { Gaps } from './gaps.ts';
import type { Client, Costed } from './transport/client.ts';
import { rateLimitFragment, type TadaDocumentNode } from './transport/graphql.ts';
import { PageSize } from './transport/pageSize.ts';

/** The places in which GitHub looks for CODEOWNERS, as parts of a query about a repository. */
export const CODEOWNERS_PARTS = `
  hidden: object(expression: "HEAD:.github/CODEOWNERS") { ... on Blob { text } }
  top: object(expression: "HEAD:CODEOWNERS") { ... on Blob { text } }
  docs: object(expression: "HEAD:docs/CODEOWNERS") { ... on Blob { text } }`;

const blob = z.object({ text: z.string().nullish() }).nullable();

/** The shape of an answer to {@link CODEOWNERS_PARTS}. */
export const codeownersShape = { hidden: blob, top: blob, docs: blob };

/** @returns the text of CODEOWNERS, from the first place that has one; null where none has */
export function codeownersText({
  hidden,
  top,
  docs,
}: z.infer<z.ZodObject<typeof codeownersShape>>): string | null {
  return hidden?.text ?? top?.text ?? docs?.text ?? null;
}

interface Answer extends Costed {
  repository: unknown;
}

export const codeownersQuery: TadaDocumentNode<Answer, RepositoryName> = parse(
  `query Codeowners($owner: String!, $name: String!) {
    ...RateLimit
    repository(owner: $owner, name: $name) { ${CODEOWNERS_PARTS} }
  }
  ${print(rateLimitFragment)}`,
);

/**
 * Asks for CODEOWNERS of the default branch.
 * @returns what it says of teams, nothing where there is no such file; undefined where GitHub refused, which `gaps` notes
 */
export async function askCodeowners(
  client: Client,
  { owner, name }: RepositoryName,
  cost: Reading['cost'],
  gaps: Gaps,
): Promise<Codeowners | undefined> {
  const asked = { page: new PageSize(1), cost };
  const { data, errors } = await client.ask(codeownersQuery, () => ({ owner, name }), asked);
  const shape = z.object(codeownersShape).safeParse(data.repository);
  if (errors.length === 0 && shape.success) return readCodeowners(codeownersText(shape.data) ?? '');
  gaps.addErrors('CODEOWNERS', errors, data);
  return undefined;
}
