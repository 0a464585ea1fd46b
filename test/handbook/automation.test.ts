import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadAutomation } from '../../src/handbook/automation.ts';

async function folderWith(text: string | null): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-automation-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  if (text !== null) await writeFile(join(folder, 'automation.yaml'), text);
  return folder;
}

const mark = '{by: address, value: noreply@weaver.example, date: 2026-01-05, confidence: confirmed}';

test('a content folder has a table of its own', async () => {
  const table = await loadAutomation(await folderWith(`- name: Weaver\n  marks:\n    - ${mark}\n`));
  expect(table.map(({ name }) => name)).toEqual(['Weaver']);
});

test('without one, the table of the project counts', async () => {
  expect(await loadAutomation(await folderWith(null))).toEqual(await loadAutomation('content'));
});

test('a mark that two assistants leave tells neither, and is refused with its place', async () => {
  const text = `- name: Weaver\n  marks: [${mark}]\n- name: Loom\n  marks: [${mark}]\n`;
  await expect(loadAutomation(await folderWith(text))).rejects.toThrow(/automation\.yaml:4:/);
});
