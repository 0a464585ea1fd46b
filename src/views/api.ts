import { z } from 'zod';
import { definitionSchema } from '../handbook/definition.ts';
import { SCORECARD_VERSION, scorecardSchema } from '../scorecard/schema.ts';
import { cardsOf, type Library } from './library.ts';
import { paths } from './paths.ts';

/** The site's JSON interface: what is published, and the schemas by which it is. */

const address = z.string().describe('An address on this site, from its root.');

const indexSchema = z
  .strictObject({
    schemaVersion: z.literal(SCORECARD_VERSION),
    metrics: address,
    schemas: z.strictObject({ index: address, metrics: address, scorecard: address }),
    quarters: z
      .array(
        z.strictObject({
          id: z.string(),
          start: z.iso.datetime(),
          end: z.iso.datetime().describe('The first moment that lies outside.'),
          closed: z.boolean(),
          scorecards: z.array(
            z.strictObject({
              scope: z.string(),
              name: z.string(),
              sample: z.boolean().describe('True when the facts are those of the sample organisation.'),
              data: address,
              page: address,
            }),
          ),
        }),
      )
      .describe('Newest first.'),
  })
  .describe('Everything that this site publishes as data.');

const metricsSchema = z
  .strictObject({
    metrics: z.array(z.strictObject({ id: z.string(), page: address, definition: definitionSchema })),
  })
  .describe('Every metric’s definition.');

const schemas = { index: indexSchema, metrics: metricsSchema, scorecard: scorecardSchema };

export type ApiIndex = z.infer<typeof indexSchema>;
export type ApiMetrics = z.infer<typeof metricsSchema>;
export type SchemaName = keyof typeof schemas;

export const schemaNames: readonly SchemaName[] = ['index', 'metrics', 'scorecard'];

/** A published file's JSON Schema, of what a reader gets. */
export function jsonSchemaOf(name: SchemaName): object {
  return z.toJSONSchema(schemas[name], { io: 'output' });
}

/** The list of everything published. */
export function apiIndex({ quarters }: Library, href: (path: string) => string): ApiIndex {
  return {
    schemaVersion: SCORECARD_VERSION,
    metrics: href(paths.apiMetrics),
    schemas: {
      index: href(paths.apiSchema('index')),
      metrics: href(paths.apiSchema('metrics')),
      scorecard: href(paths.apiSchema('scorecard')),
    },
    quarters: quarters.map((shelf) => ({
      id: shelf.id,
      start: shelf.start,
      end: shelf.end,
      closed: shelf.closed,
      scorecards: cardsOf(shelf).map(({ scope, sample }) => ({
        scope: scope.id,
        name: scope.name,
        sample,
        data: href(paths.apiScorecard(shelf.id, scope.id)),
        page: href(paths.scorecard(shelf.id, scope.id)),
      })),
    })),
  };
}

/** All definitions. */
export function apiMetrics({ metrics }: Library, href: (path: string) => string): ApiMetrics {
  return { metrics: metrics.map(({ id, definition }) => ({ id, page: href(paths.metric(id)), definition })) };
}
