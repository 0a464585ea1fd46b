import { studentQuantile, Z } from './confidence.ts';
import { FLOORS } from './summary.ts';

/**
 * Sums over clusters, which are cases that depend on each other: with those of hits and of cases they give the variance
 * of a share. An independent case is a cluster of one.
 */
export interface ClusterSums {
  clusters: number;
  hitsSquared: number;
  hitsByCases: number;
  casesSquared: number;
  casesToFourth: number;
}

/** Sums the clusters of a sample. */
export function sumClusters(clusters: Iterable<{ hits: number; cases: number }>): ClusterSums {
  const sums = { clusters: 0, hitsSquared: 0, hitsByCases: 0, casesSquared: 0, casesToFourth: 0 };
  for (const { hits, cases } of clusters) {
    if (cases === 0) continue;
    sums.clusters += 1;
    sums.hitsSquared += hits * hits;
    sums.hitsByCases += hits * cases;
    sums.casesSquared += cases ** 2;
    sums.casesToFourth += cases ** 4;
  }
  return sums;
}

/**
 * How many clusters of equal size say as much as these do: (Σ cases)² ÷ Σ cases² (Kish 1965, Survey Sampling, 8.2). One
 * that holds nearly all cases leaves little more than one, however many others there are.
 */
export function effectiveClusters({ cases, sums }: Pick<ClusteredShare, 'cases' | 'sums'>): number {
  return sums.clusters === 0 ? 0 : cases ** 2 / sums.casesSquared;
}

/**
 * Why clusters of one side or the other say too little: there are few, one holds more than half of a side, or what comes
 * together is much alike.
 * @param sides what each cluster holds; undefined where observations are independent
 */
export function clusterObstacle(
  ...sides: readonly (readonly { length: number }[] | undefined)[]
): 'few-clusters' | 'one-cluster' {
  const sizes = sides.flatMap((clusters) => (clusters ? [clusters.map(({ length }) => length)] : []));
  if (sizes.some(({ length }) => length < FLOORS.verdict)) return 'few-clusters';
  return sizes.some((side) => side.some((size) => size > sum(side) / 2)) ? 'one-cluster' : 'few-clusters';
}

/** Hits among cases, with the sums over what they depend on together. */
export interface ClusteredShare {
  hits: number;
  cases: number;
  sums: ClusterSums;
}

/**
 * How many independent cases say as much of a share as the dependent ones do, up to the number of these; 0 for a
 * single cluster.
 *
 * It is cases ÷ design effect (Rao & Scott 1992, "A simple method for the analysis of clustered binary data",
 * Biometrics 48), that is, the linearised variance of a ratio between clusters ÷ that of a simple sample (Cochran 1977,
 * Sampling Techniques, 6.3 and 9A.2). It is lowered again because few clusters, and a few that are far larger than the
 * others, show their variance badly: by the square of two quantiles of Student's t (Korn & Graubard 1998, "Confidence
 * intervals for proportions with small expected number of positive counts estimated from survey data", Survey
 * Methodology 24), with the degrees of freedom of Satterthwaite 1946, Biometrics Bulletin 2. A share of 0 or 1 shows no
 * variance: then cases of a cluster are taken to be all alike.
 * @param beside the other side of a comparison: clusters of both show how far one lies from its share, as the few large
 * ones that matter may all have come to one side
 */
export function effectiveCases(share: ClusteredShare, beside: ClusteredShare = share): number {
  const { hits, cases, sums } = share;
  if (sums.clusters === cases) return cases;
  if (sums.clusters < 2) return 0;
  const p = hits / cases;
  const simple = (p * (1 - p)) / (cases - 1);
  const effect = simple === 0 ? sums.casesSquared / cases : Math.max(1, varianceOf(share, beside) / simple);
  const sides = sidesOf(share, beside);
  const equal =
    sum(sides.map((side) => side.sums.casesSquared)) ** 2 / sum(sides.map((side) => side.sums.casesToFourth));
  const doubt = (quantileFor(equal) / quantileFor(sum(sides.map((side) => side.cases - 1)))) ** 2;
  return cases / effect / Math.max(1, doubt);
}

/**
 * The linearised variance of a share of clustered cases, which is a ratio of two sums over clusters (Cochran 1977,
 * Sampling Techniques, 6.3). Beside another side, clusters of both tell how far one lies from its share for its size.
 * @param beside as in `effectiveCases`
 */
export function varianceOf(share: ClusteredShare, beside: ClusteredShare = share): number {
  const sides = sidesOf(share, beside);
  const clusters = sum(sides.map(({ sums }) => sums.clusters));
  const forSize = sum(sides.map(squaresOf)) / sum(sides.map(({ sums }) => sums.casesSquared));
  return (forSize * share.sums.casesSquared * clusters) / (clusters - sides.length) / share.cases ** 2;
}

function sidesOf(share: ClusteredShare, beside: ClusteredShare): ClusteredShare[] {
  return beside === share ? [share] : [share, beside];
}

/** Σ (hits − share × cases)² over the clusters. */
function squaresOf({ hits, cases, sums }: ClusteredShare): number {
  const share = hits / cases;
  return sums.hitsSquared - 2 * share * sums.hitsByCases + share ** 2 * sums.casesSquared;
}

/** Student's quantile, that of the normal distribution for very many degrees of freedom. */
function quantileFor(degreesOfFreedom: number): number {
  return degreesOfFreedom > 1e6 ? Z : studentQuantile(degreesOfFreedom);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
