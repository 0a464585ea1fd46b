import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { buildSchema } from 'graphql';

const schemaPackage = findPackageJSON('@octokit/graphql-schema', import.meta.url);
if (schemaPackage === undefined) throw new Error("GitHub's schema is not installed: run npm install");

/** GitHub's published schema. */
export const schema = buildSchema(readFileSync(join(dirname(schemaPackage), 'schema.graphql'), 'utf8'), {
  assumeValid: true,
  assumeValidSDL: true,
});
