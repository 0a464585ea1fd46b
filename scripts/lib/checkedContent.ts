import { join } from 'node:path';
import { pictureFiles } from '../../src/charts/picture.ts';
import { extensionIds } from '../../src/facts/extensionPoint.ts';
import { type Content, loadContent } from '../../src/handbook/loadContent.ts';
import type { Folders } from '../../src/handbook/organisationFolder.ts';
import { codeIds } from '../../src/views/codeIds.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Reads and checks everything that people write, so that a command stops before it spends time on reading or scoring.
 * @throws Problem (exit 2) with every problem
 */
export async function checkedContent(folders: Folders): Promise<Content> {
  return loadContent(folders, await codeIds(root, folders.organisation));
}

/** @returns the ids of the pictures that pages can show */
export function pictureIds(): Promise<string[]> {
  return extensionIds(pictureFiles, root);
}
