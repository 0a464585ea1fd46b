import { z } from 'zod';

/** A longer one fits into no heading, table or chart. */
const LONGEST = 100;

/**
 * Control characters, line and paragraph separators, marks that turn the direction of text, characters without a width
 * (but for the joiners that some scripts and emoji need), and halves of characters.
 */
const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff]/u;

/** A name that readers see: of an organisation, a team. Whatever else it contains is shown as text. */
export const nameSchema = z
  .string()
  .min(1, 'a name')
  .max(LONGEST, `a name of at most ${LONGEST} characters`)
  .refine((name) => name.trim() !== '', 'a name')
  .refine(
    (name) => !UNSEEN.test(name),
    'a name without control characters, marks of direction and characters without a width',
  );
