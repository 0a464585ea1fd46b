import { join } from 'node:path';
import { assistants } from '../../src/facts/assistants.ts';
import { identity } from '../../src/facts/identity.ts';
import type { ImportedManifest } from '../../src/facts/imported.ts';
import { eachOf, Problem, together } from '../../src/facts/problem.ts';
import { sha256 } from '../../src/facts/sha256.ts';
import { storedRepositories } from '../../src/facts/store.ts';
import { loadAutomation } from '../../src/handbook/automation.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';
import {
  type ImportRequest,
  type Preview,
  previewImport,
  readImport,
} from '../../src/sources/imports/readImport.ts';
import type { SetAside } from '../../src/sources/imports/table.ts';
import type { Folders } from './command.ts';
import { counted } from './counted.ts';
import { loadImports } from './imports.ts';
import { isAtTerminal, pseudonymKey } from './pseudonymKey.ts';

type Secrets = Readonly<NodeJS.ProcessEnv>;

/**
 * Reads every import, or one, and reports what it read. One that fails keeps what was stored of it, and the others go on.
 * @throws Problem with every problem, after the last import
 */
export async function importAll(
  { content, organisation: folder, data }: Folders,
  { id, check, now, secrets }: { id: string | null; check: boolean; now: number; secrets: Secrets },
): Promise<void> {
  const definitions = await loadDefinitions(content, folder);
  const organisation = await loadOrganisation(
    folder,
    [...definitions.keys()],
    await storedRepositories(data),
  );
  const declared = await loadImports({ folder, data, organisation, definitions, now }, id);
  const requests = await withPseudonyms(declared, { content, data, bots: organisation.bots, secrets });
  if (requests.length === 0) {
    console.log(`No imports are declared in ${join(folder, 'imports')}.`);
    return;
  }
  const problems: Problem[] = [];
  for (const request of requests) {
    try {
      if (check) {
        console.log(`\n${request.declaration.title} (imports/${request.id}.yaml)`);
        show(await previewImport(request));
        continue;
      }
      const { manifest, state, open } = await readImport(request);
      if (manifest === null) {
        console.log(`– ${request.id}: no files in ${join(data, 'imports', request.id)} yet`);
      } else {
        console.log(`✔ ${request.id}: ${WORDS[state]}${sizeOf(manifest)}`);
        if (open > 0)
          console.log(`    ${counted(open, 'row')} without a value yet: not counted, and not zero`);
        if (state === 'read') showSetAside(manifest.setAside);
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      console.log(`✖ ${request.id}: failed; what was stored of it stays`);
      problems.push(...eachOf(error));
    }
  }
  if (problems.length > 0) throw together(problems);
}

/** Gives those imports that name people what makes pseudonyms of them: the same login in another tool is another person. */
async function withPseudonyms(
  requests: readonly ImportRequest[],
  {
    content,
    data,
    bots,
    secrets,
  }: { content: string; data: string; bots: readonly string[]; secrets: Secrets },
): Promise<readonly ImportRequest[]> {
  const namesPeople = ({ declaration }: ImportRequest): boolean =>
    declaration.facts.some(({ fact }) => fact === 'pull-requests');
  if (!requests.some(namesPeople)) return requests;
  const given = secrets['PLUMBLINE_PSEUDONYM_KEY'];
  const key = await pseudonymKey({ data, given, isInteractive: isAtTerminal() });
  const known = assistants(await loadAutomation(content));
  return requests.map((request) => {
    if (!namesPeople(request)) return request;
    const who = identity(key, bots, { host: `import-${request.id}`, assistants: known });
    return {
      ...request,
      digest: sha256(`${request.digest} ${who.keyFingerprint} ${who.botsFingerprint}`),
      targets: { ...request.targets, actor: who.actor },
    };
  });
}

const WORDS = {
  read: '',
  unchanged: 'files are unchanged; ',
  absent: 'no files now: the last reading stays; ',
} as const;

function sizeOf({ files, metrics, facts }: ImportedManifest): string {
  const rows = files.reduce((sum, each) => sum + each.rows, 0);
  const parts = [
    ...facts.map(({ fact, rows: each }) => `${each} ${fact.replaceAll('-', ' ')}`),
    ...(metrics.length === 0 ? [] : [`observations for ${counted(metrics.length, 'metric')}`]),
  ];
  return `${counted(rows, 'row')} of ${counted(files.length, 'file')} → ${parts.join(', ') || 'nothing'}`;
}

function showSetAside(setAside: readonly SetAside[]): void {
  for (const { reason, count, first } of setAside)
    console.log(`    ${counted(count, 'row')} set aside: ${reason} (first at ${first})`);
}

function show({ tables, facts, observations, setAside }: Preview): void {
  for (const { name, rows } of tables) {
    console.log(`  the first rows of ${name}, as SQL sees them:`);
    for (const row of rows) console.log(`    ${JSON.stringify(row)}`);
  }
  if (facts.length > 0) console.log('  the first facts:');
  for (const fact of facts) console.log(`    ${JSON.stringify(fact)}`);
  if (observations.length > 0) console.log('  the first observations:');
  for (const row of observations) console.log(`    ${JSON.stringify(row)}`);
  showSetAside(setAside);
}
