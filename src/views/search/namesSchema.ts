import { z } from 'zod';

/** What the search knows of each page before it looks into texts: its names, and what it answers. */
export const namesSchema = z.array(
  z.strictObject({
    title: z.string(),
    /** Below the site's base. */
    path: z.string(),
    kind: z.string(),
    about: z.string(),
    /** Other names, and the questions that the page answers. */
    also: z.array(z.string()),
  }),
);

/** The kind of what the glossary explains. */
export const TERM = 'Term';

export type Names = z.infer<typeof namesSchema>;
