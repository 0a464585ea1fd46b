/** A path below the base as an address: `/base/` and `metrics/` give `/base/metrics/`. */
export function join(base: string, path: string): string {
  return `${base.replace(/\/$/, '')}/${path}`;
}

/** The address of a path on this site. */
export function href(path: string): string {
  return join(import.meta.env.BASE_URL, path);
}
