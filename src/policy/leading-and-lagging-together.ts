import { defineCheck, type Finding, judged, type Outcome, type Seen, settingPlace } from './core/check.ts';

export default defineCheck(check);

/** At least one KPI is leading, and at least one is lagging or of the business tier. */
function check({ team, definitions }: Seen): Outcome {
  const tiers = team.kpis.map(({ metric }) => definitions.get(metric)?.tier);
  const place = settingPlace(team, 'kpis');
  const findings: Finding[] = [];
  if (!tiers.includes('leading')) {
    findings.push({
      place,
      found: 'no leading KPI',
      expected: 'at least one that the team can act upon this week',
      remedy: 'Put a leading metric among the KPIs, such as one that foretells a result already listed.',
    });
  }
  if (!tiers.includes('lagging') && !tiers.includes('business')) {
    findings.push({
      place,
      found: 'no KPI that is lagging or of the business tier',
      expected: 'at least one that shows, later, whether acting helped',
      remedy: 'Put a result among the KPIs, such as one that the leading ones here are an early sign of.',
    });
  }
  return judged(findings);
}
