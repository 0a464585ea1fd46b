import { GraphqlResponseError, graphql as octokit } from '@octokit/graphql';
import { type AnswerError, parseErrors } from './failure.ts';

interface Endpoint {
  url: string;
  headers?: Record<string, string>;
  /** Answers the request, from the network or from what was stored. */
  fetch: typeof fetch;
}

/**
 * Posts a query and reads the answer. The type of the data is that of the query: GitHub answers as its schema says.
 * Partial data arrives as an error too, because octokit throws whenever an answer names errors.
 */
export async function post<Result>(
  query: string,
  variables: object,
  { url, headers = {}, fetch }: Endpoint,
): Promise<{ data: Result | null | undefined; errors: AnswerError[] }> {
  const send = octokit.defaults({ url, headers, request: { fetch } });
  try {
    return { data: await send<Result>(query, { ...variables }), errors: [] };
  } catch (error) {
    if (!(error instanceof GraphqlResponseError)) throw error;
    return { data: error.data ?? null, errors: parseErrors(error.errors) };
  }
}
