import type { APIRoute, GetStaticPaths } from 'astro';
import { jsonSchemaOf, schemaNames } from '../../../views/api.ts';

export const getStaticPaths = (() =>
  schemaNames.map((name) => ({
    params: { name },
    props: { schema: jsonSchemaOf(name) },
  }))) satisfies GetStaticPaths;

export const GET: APIRoute = ({ props }) => Response.json(props['schema']);
