/**
 * Stands for Vega-Lite where the chart to explore is embedded: the build has compiled it, and the compiler would add much to
 * what a reader loads.
 */
export const version = 'none: the build compiles charts';

/** @throws Error always: a chart that is embedded must be compiled */
export function compile(): never {
  throw new Error('this chart was not compiled when the site was built');
}
