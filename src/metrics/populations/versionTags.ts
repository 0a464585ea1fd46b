/** SemVer 2.0.0 behind any prefix: `v1.2.3`, `pkg@1.2.3-rc.1+build`, `release-1.2.3`. https://semver.org, items 2, 9 and 10 */
const SEMVER =
  /(?:^|[^\d.])(\d+)\.(\d+)\.(\d+)(?<preRelease>-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** What begins with a number, as a tag of one program does, or has one after the `@` of a package's name. */
const NUMBER = /^v?\d|@v?\d[^/@]*$/i;

/** Two numbers or more behind any word, with what marks a release or what comes before one: `go1.22`, `dock-2.0rc1`. */
const NUMBERS =
  /(?:^|[^\d.])\d+(?:\.\d+)+(?:[-._]?(?:alpha|beta|rc|cr|pre|preview|dev|snapshot|nightly|canary|milestone|final|release|ga|sp|post|hotfix|patch|lts|[abm])(?:[-._]?\d+)*)?$/i;

/** A number or a date behind a word that means a release: `release/12`, `prod-57`, `deploy-2026-11-29`. */
const RELEASE = /(?:^|\/)(?:release|rel|deploy|deployment|prod|production|version|ver)[-_./]?v?\d[\w.+-]*$/i;

/** @returns whether a tag reads as a version: `1.2.3`, `v2`, `2026.11`, `pkg@1.2.3`, `app/v1.2.3`, `release-1.2.3-rc.1`, `dock-8_4_0` */
export function isVersionTag(tag: string): boolean {
  const dotted = tag.replaceAll(/(?<=\d)_(?=\d)/g, '.');
  return [NUMBER, SEMVER, NUMBERS, RELEASE].some((shape) => shape.test(dotted));
}

/** Calendar versions such as `2026-11-29` and `2026.11.29-2`: their hyphens come before parts of a date or a counter. */
const CALENDAR = /\d{4}-\d{1,2}(?:-\d{1,2})?$|(?:^|\D)(?:19|20)\d{2}\.\d{1,2}\.\d{1,2}-\d{1,3}$/;

/**
 * Shapes outside SemVer that mark what comes before a release, after a number: `2.0rc1`, `2.0b1`, `5.0.0.M2`,
 * `1.0.0.CR1`, `2.0-beta`, `1.0.dev3`, `2.0-SNAPSHOT`.
 */
const PRE_RELEASE =
  /\d[-._]?(?:(?:alpha|beta|rc|cr|pre|preview|dev|snapshot|nightly|canary|milestone)(?:[-._]?\d+)*|[abm]\d+)$/i;

/** @returns whether a version tag names something that comes before a release */
export function isPreRelease(tag: string): boolean {
  if (CALENDAR.test(tag)) return false;
  const version = SEMVER.exec(tag);
  return version === null ? PRE_RELEASE.test(tag) : version.groups?.['preRelease'] !== undefined;
}

/**
 * Finds tags that move from release to release: `v1` where there is a `v1.12.3`, and `v1.12` where there is a `v1.12.0` or
 * one of `v1.12.…` on its commit. Otherwise `v1.12` is the first release of its series, as `v5.4` before `v5.4.1`.
 * @param tags all tags of the repository
 * @returns whether a tag moves
 */
export function movingTags(
  tags: readonly { name: string; sha: string }[],
): (tag: { name: string; sha: string }) => boolean {
  const names = new Set<string>();
  const onCommits = new Set<string>();
  const placeOf = (name: string, sha: string) => JSON.stringify([name, sha]);
  for (const { name, sha } of tags) {
    const [, major, minor, patch] = /^(.*?\d+)\.(\d+)\.(\d+)/.exec(name) ?? [];
    if (major === undefined || minor === undefined) continue;
    const series = `${major}.${minor}`;
    for (const each of [major, series]) onCommits.add(placeOf(each, sha));
    if (isPreRelease(name)) continue;
    names.add(major);
    if (patch === '0') names.add(series);
  }
  return ({ name, sha }) => names.has(name) || onCommits.has(placeOf(name, sha));
}
