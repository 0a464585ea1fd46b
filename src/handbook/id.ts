import { z } from 'zod';

/** An id: the name of a page's file without its extension. */
export const idSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id in lower case with hyphens, such as `cycle-time`');
