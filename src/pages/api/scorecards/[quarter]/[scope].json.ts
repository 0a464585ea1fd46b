import type { APIRoute, GetStaticPaths } from 'astro';
import { getScorecards } from '../../../../views/content.ts';

export const getStaticPaths = (async () =>
  (await getScorecards()).map((scorecard) => ({
    params: { quarter: scorecard.quarter.id, scope: scorecard.scope.id },
    props: { scorecard },
  }))) satisfies GetStaticPaths;

export const GET: APIRoute = ({ props }) => Response.json(props['scorecard']);
