import { Problem } from '../../src/facts/problem.ts';

/** @returns null for a problem, which something else reports; any other error is thrown */
export function ignoreProblem(error: unknown): null {
  if (error instanceof Problem) return null;
  throw error;
}
