import { z } from 'zod';
import { automationSchema } from '../../src/handbook/automation.ts';
import { eventsSchema } from '../../src/handbook/events.ts';
import {
  glossarySchema,
  responsibilitiesSchema,
  stagesSchema,
  systemsSchema,
  tiersSchema,
} from '../../src/handbook/guideSchemas.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { pageKinds } from '../../src/handbook/pageKinds.ts';
import { reviewSchema } from '../../src/handbook/reviews.ts';
import { sourceReference, sourcesSchema } from '../../src/handbook/source.ts';
import { importSchema } from '../../src/sources/imports/declaration.ts';

/** Where the JSON Schemas of what people write are kept, from the project's root. */
export const SCHEMA_FOLDER = 'docs/schemas';

/** What an editor needs to know of one kind of file. */
interface ContentSchema {
  /** The schema's file in `SCHEMA_FOLDER`. */
  name: string;
  /** Which files it is for, as a glob; of MDX files it describes the frontmatter. */
  files: string;
  schema: z.ZodType;
}

/** Sources are named by id; which ids exist is checked by `npm run check`. */
const source = sourceReference({});

const schemas: readonly ContentSchema[] = [
  { name: 'org', files: 'content/organisation/org.yaml', schema: organisationSchema },
  { name: 'automation', files: 'content/automation.yaml', schema: automationSchema },
  { name: 'sources', files: 'content/sources.yaml', schema: sourcesSchema },
  { name: 'glossary', files: 'content/glossary.yaml', schema: glossarySchema },
  { name: 'stages', files: 'content/stages.yaml', schema: stagesSchema(source) },
  {
    name: 'responsibilities',
    files: 'content/responsibilities.yaml',
    schema: responsibilitiesSchema(source),
  },
  { name: 'tiers', files: 'content/tiers.yaml', schema: tiersSchema(source) },
  { name: 'systems', files: 'content/systems.yaml', schema: systemsSchema },
  { name: 'import', files: 'content/organisation/imports/*.yaml', schema: importSchema },
  { name: 'events', files: 'content/organisation/events.yaml', schema: eventsSchema },
  { name: 'review', files: 'content/organisation/reviews/**/*.mdx', schema: reviewSchema },
  ...Object.entries(pageKinds).map(([name, { folder, extension, schema }]) => ({
    name,
    files: `content/${folder}/*${extension}`,
    schema: schema(source),
  })),
];

/** @returns the text of each schema's file, by its name */
export function schemaFiles(): Map<string, string> {
  return new Map(
    schemas.map(({ name, files, schema }) => {
      const json = { title: files, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) };
      return [`${name}.schema.json`, `${JSON.stringify(json, null, 2)}\n`];
    }),
  );
}

/** @returns the first line of a YAML file, which tells editors its schema; the path is relative to the file */
export function schemaLine(name: string, depth: number): string {
  return `# yaml-language-server: $schema=${'../'.repeat(depth)}${SCHEMA_FOLDER}/${name}.schema.json`;
}
