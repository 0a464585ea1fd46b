import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether this is `npm run test:deep`, which may take hours. */
    deep: boolean;
  }
}

/** Whether every case is tested, however long that takes. */
export const isDeep = inject('deep');

/** @returns all cases in a deep run, otherwise the few that are tested each time */
export function casesOf<Case>({ all, few }: { all: readonly Case[]; few: readonly Case[] }): readonly Case[] {
  return isDeep ? all : few;
}
