import type { Observation, Remark } from './observation.ts';
import type { RepositoryView } from './repositoryView.ts';

/**
 * The defects that came to light: issues that a label or title declares a bug, but for duplicates and those that
 * turned out to be none; each is the numerator's part of a ratio, dated by its opening.
 * @returns `notApplicable` where issues cannot tell: without any, or without one that was ever declared a defect
 */
export function defectsFound({ repository, issues, kindOf }: RepositoryView): {
  observations: Observation[];
  excluded: Remark[];
  notApplicable: string | null;
} {
  const observations: Observation[] = [];
  const excluded: Remark[] = [];
  for (const { row, item, createdAt, ending, marks } of issues.all) {
    if (!marks.has('defect')) continue;
    if (ending === 'duplicate' || ending === 'declined')
      excluded.push({ id: item.id, at: createdAt, text: 'closed as a duplicate or as no defect' });
    else
      observations.push({
        at: createdAt,
        until: null,
        value: 1,
        of: 0,
        item,
        note: kindOf.ofIssue(row)?.reason ?? null,
      });
  }
  return {
    observations,
    excluded,
    notApplicable:
      issues.all.length === 0
        ? `${repository.name} has no issues that tell its defects`
        : issues.unmarked(['defect']),
  };
}
