import { studentQuantile, Z } from './confidence.ts';

/**
 * Sums over clusters, which are cases that depend on each other: with those of hits and of cases they give the variance
 * of a share. A case that stands alone is a cluster of one.
 */
export interface ClusterSums {
  clusters: number;
  hitsSquared: number;
  hitsByCases: number;
  casesSquared: number;
}

/** Sums the clusters of a sample. */
export function sumClusters(clusters: Iterable<{ hits: number; cases: number }>): ClusterSums {
  const sums = { clusters: 0, hitsSquared: 0, hitsByCases: 0, casesSquared: 0 };
  for (const { hits, cases } of clusters) {
    if (cases === 0) continue;
    sums.clusters += 1;
    sums.hitsSquared += hits * hits;
    sums.hitsByCases += hits * cases;
    sums.casesSquared += cases * cases;
  }
  return sums;
}

/**
 * How many independent cases say as much of a share as the dependent ones do, up to the number of these; 0 for a
 * single cluster.
 *
 * It is cases ÷ design effect (Rao & Scott 1992, "A simple method for the analysis of clustered binary data",
 * Biometrics 48), that is, the linearised variance of a ratio between clusters ÷ that of a simple sample (Cochran 1977,
 * Sampling Techniques, 6.3 and 9A.2). It is lowered again because few clusters show their variance badly, by the square
 * of two quantiles of Student's t (Korn & Graubard 1998, "Confidence intervals for proportions with small expected
 * number of positive counts estimated from survey data", Survey Methodology 24). Unequal clusters count for as many as
 * cases² ÷ Σ size² equal ones. A share of 0 or 1 shows no variance: then cases of a cluster are taken to be all alike.
 */
export function effectiveCases(
  hits: number,
  cases: number,
  { clusters, hitsSquared, hitsByCases, casesSquared }: ClusterSums,
): number {
  if (clusters === cases) return cases;
  if (clusters < 2) return 0;
  const equal = cases ** 2 / casesSquared;
  const share = hits / cases;
  const between =
    ((clusters / (clusters - 1)) * (hitsSquared - 2 * share * hitsByCases + share ** 2 * casesSquared)) /
    cases ** 2;
  const simple = (share * (1 - share)) / (cases - 1);
  const effect = simple === 0 ? cases / equal : Math.max(1, between / simple);
  const doubt = (quantileFor(equal - 1) / quantileFor(cases - 1)) ** 2;
  return cases / effect / doubt;
}

/** Student's quantile, that of the normal distribution for very many degrees of freedom. */
function quantileFor(degreesOfFreedom: number): number {
  return degreesOfFreedom > 1e6 ? Z : studentQuantile(degreesOfFreedom);
}
