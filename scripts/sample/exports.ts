import { googleAnalytics, hubSpot, money } from './exports/business.ts';
import type { Export } from './exports/exportFile.ts';
import { accessLog, codeReports, prometheus } from './exports/operation.ts';
import type { Past } from './exports/past.ts';
import { hr, survey } from './exports/people.ts';
import { planning } from './exports/planning.ts';
import { amplitude } from './exports/product.ts';
import { customerSurvey, pagerDuty, zendesk } from './exports/support.ts';

const TOOLS = [
  accessLog,
  amplitude,
  codeReports,
  customerSurvey,
  googleAnalytics,
  hr,
  hubSpot,
  money,
  pagerDuty,
  planning,
  prometheus,
  survey,
  zendesk,
];

/** @returns what the other tools of the sample organisation export at the end of its past */
export function exportsOf(past: Past): Export[] {
  return TOOLS.flatMap((tool) => tool(past));
}
