import { buildSchema } from 'graphql';
import { githubSchema } from '../../../scripts/lib/githubSchema.ts';

const { published, complete } = await githubSchema();
const options = { assumeValid: true, assumeValidSDL: true };

/** GitHub's schema. */
export const schema = buildSchema(complete, options);

/** The same without choices of several values, and without boards: neither their items nor the events of their statuses. */
export const withoutNewest = buildSchema(
  complete
    .replaceAll(/^ {2}\| IssueFieldMultiSelect(?:Value)?\n/gm, '')
    .replaceAll(/^ {2}projectItems\(/gm, '  anotherField(')
    .replace('extend union IssueTimelineItems = ProjectV2ItemStatusChangedEvent', '')
    .replace(/extend enum IssueTimelineItemsItemType \{[^}]*\}/, '')
    .replaceAll(/^type (?:IssueFieldMultiSelect\w*|ProjectV2ItemStatusChangedEvent)[^{]*\{[^}]*\}/gm, ''),
  options,
);

/** The same without its newest fields, as an Enterprise Server of last year has it. */
export const olderSchema = buildSchema(published, options);
