/** SemVer 2.0.0 behind any prefix: `v1.2.3`, `pkg@1.2.3-rc.1+build`, `release-1.2.3`. https://semver.org, items 2, 9 and 10 */
const SEMVER =
  /(?:^|[^\d.])(\d+)\.(\d+)\.(\d+)(?<preRelease>-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** What begins with a number, as a tag of one program does, or has one after the `@` of a package's name. */
const NUMBER = /^v?\d|@v?\d[^/@]*$/i;

/** @returns whether a tag reads as a version: `1.2.3`, `v2`, `2026.11`, `pkg@1.2.3`, `app/v1.2.3`, `release-1.2.3-rc.1` */
export function isVersionTag(tag: string): boolean {
  return NUMBER.test(tag) || SEMVER.test(tag);
}

/** Calendar versions such as `2026-11-29`: their hyphens separate the parts of a date. */
const CALENDAR = /\d{4}-\d{1,2}(?:-\d{1,2})?$/;

/**
 * Shapes outside SemVer that mark what comes before a release, after a number: `2.0rc1`, `2.0b1`, `5.0.0.M2`,
 * `1.0.0.CR1`, `2.0-beta`, `1.0.dev3`, `2.0-SNAPSHOT`.
 */
const PRE_RELEASE =
  /\d[-._]?(?:(?:alpha|beta|rc|cr|pre|preview|dev|snapshot|nightly|canary|milestone)(?:[-._]?\d+)*|[abm]\d+)$/i;

/** @returns whether a version tag names something that comes before a release */
export function isPreRelease(tag: string): boolean {
  const version = SEMVER.exec(tag);
  if (version !== null) return version.groups?.['preRelease'] !== undefined;
  return !CALENDAR.test(tag) && PRE_RELEASE.test(tag);
}

/**
 * @param tags all tags of the repository
 * @returns whether a tag is one that moves from release to release, as `v1` or `v1.12` do where there is a `v1.12.3`
 */
export function movingTags(tags: readonly string[]): (tag: string) => boolean {
  const series = new Set<string>();
  for (const tag of tags) {
    const [, major, minor] = /^(.*?\d+)\.(\d+)\.\d+/.exec(tag) ?? [];
    if (major === undefined || minor === undefined) continue;
    series.add(major).add(`${major}.${minor}`);
  }
  return (tag) => series.has(tag);
}
