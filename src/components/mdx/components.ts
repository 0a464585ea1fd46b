import type { ComponentName } from '../../handbook/mdxComponents.ts';
import ErrorRates from './ErrorRates.astro';
import HandbookLink from './HandbookLink.astro';
import HowWeComputeIt from './HowWeComputeIt.astro';
import Ours from './Ours.astro';
import Picture from './Picture.astro';
import Ranges from './Ranges.astro';
import Rule from './Rule.astro';
import RuleExample from './RuleExample.astro';
import Sample from './Sample.astro';
import SampleKpi from './SampleKpi.astro';
import Warning from './Warning.astro';
import WorkedExample from './WorkedExample.astro';

/** What each page's text is rendered with. */
export const components = {
  a: HandbookLink,
  ErrorRates,
  HowWeComputeIt,
  Ours,
  Picture,
  Ranges,
  Rule,
  RuleExample,
  Sample,
  SampleKpi,
  Warning,
  WorkedExample,
} satisfies Record<ComponentName | 'a', unknown>;
