import {
  defineCheck,
  judged,
  nothingToCheck,
  type Outcome,
  type Seen,
  settingPlace,
  titleOf,
} from './core/check.ts';

const OPERATIONAL = ['response-time', 'system-uptime', 'error-rate', 'service-throughput'];

export default defineCheck(check);

/** Each operational KPI names the business metric that it serves. */
function check(seen: Seen): Outcome {
  const { team, definitions } = seen;
  const kpis = team.kpis.filter(({ metric }) => OPERATIONAL.includes(metric));
  if (kpis.length === 0) return nothingToCheck('No KPI of the team is about the performance of a system.');
  return judged(
    kpis
      .filter(({ serves }) => serves === undefined || definitions.get(serves)?.tier !== 'business')
      .map(({ metric, serves }) => ({
        place: settingPlace(team, `KPI ${metric}, serves`),
        found:
          serves === undefined
            ? `${titleOf(seen, metric)} without a business metric that it serves`
            : `${titleOf(seen, serves)}, which is not of the business tier`,
        expected: 'the id of a metric of the business tier',
        remedy:
          'Name the retention or revenue metric that should follow, or keep it as a metric and not a KPI.',
      })),
  );
}
