import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { elapsed } from '../../src/facts/workingTime.ts';
import { type MeasuredShare, writeTables } from '../../src/scoring/tables/repositoryTables.ts';
import type { TeamPart } from '../../src/scoring/teamData.ts';
import { database } from './database.ts';
import { ownFolder } from './runFolder.ts';

/** What one team has of a repository. */
export interface PartOf extends Pick<TeamPart, 'team' | 'shared'> {
  measured: Omit<MeasuredShare, 'shared'>;
}

let root: Promise<string> | undefined;
let written = 0;

/** @returns the parts of some teams, each written as a repository of its own */
export async function writeParts(parts: readonly PartOf[]): Promise<TeamPart[]> {
  root ??= ownFolder();
  const opened = await database();
  const made: TeamPart[] = [];
  for (const { team, shared, measured } of parts) {
    written += 1;
    const folder = join(await root, String(written));
    await mkdir(join(folder, 'people'), { recursive: true });
    await writeTables(opened, folder, [{ ...measured, shared }]);
    made.push({
      repository: measured.repository,
      folder,
      share: 0,
      visible: [],
      team,
      shared,
      workingTime: elapsed,
      observedFrom: null,
      ownedFrom: null,
      conventions: 0,
      ownedUntil: null,
      deploymentsFrom: '',
      observations: measured.measurements.map(({ observations }) => observations.length),
      notApplicable: measured.measurements.map(({ notApplicable }) => notApplicable),
      phases: measured.measurements.map(({ phases }) => phases.map(({ id, label }) => ({ id, label }))),
    });
  }
  return made;
}

/** A share in which nobody opened a pull request. */
export const noPullRequests: MeasuredShare['pullRequests'] = {
  lives: [],
  merged: [],
  excluded: [],
  openedByBots: [],
};
