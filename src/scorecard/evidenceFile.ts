import { access } from 'node:fs/promises';
import { z } from 'zod';
import { refuseLink } from '../facts/disk.ts';
import { type Database, openDatabase, quoted } from '../facts/duckdb.ts';
import { Problem } from '../facts/problem.ts';
import { EVIDENCE_VERSION, type Evidence, type EvidenceItem, evidenceItemSchema } from './schema.ts';

/** Reads evidence files. */
export interface EvidenceReader {
  /**
   * @returns the evidence of `data/scorecards/<quarter>/<scope>.evidence.parquet`
   * @throws Problem for a file that is not what this version writes, and for a symbolic link
   */
  read: (file: string) => Promise<Evidence>;
  close: () => void;
}

/** The columns of an evidence file. Its rows stand by metric, in the order in which a seal's digest takes them. */
const COLUMNS = ['metric', 'id', 'kind', 'title', 'url', 'at', 'value', 'note'] as const;

const headSchema = z.object({
  schemaVersion: z.literal(String(EVIDENCE_VERSION)),
  scope: z.string(),
  quarter: z.string(),
});

const rowsSchema = z.array(evidenceItemSchema.extend({ metric: z.string() }));

export async function evidenceReader(): Promise<EvidenceReader> {
  const database = await openDatabase(1);
  return {
    close: database.close,
    read: async (file) => {
      await refuseLink(file);
      try {
        await access(file);
        return await readFile(database, file);
      } catch (error) {
        throw new Problem({
          place: file,
          found: `not what \`npm run score\` writes: ${faultIn(error)}`,
          expected: 'a file as this version of Plumbline writes it',
          remedy: 'Run `npm run score`.',
        });
      }
    },
  };
}

function faultIn(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}

async function readFile(database: Database, file: string): Promise<Evidence> {
  const metadata = await database.select(
    `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(${quoted(file)})`,
  );
  const values = metadata.texts('value');
  const { scope, quarter } = headSchema.parse(
    Object.fromEntries(metadata.texts('key').map((key, index) => [key, values[index]])),
  );
  const rows = await database.select(
    `SELECT metric, id, kind, title, url, epoch_ms("at")::DOUBLE AS "at", coalesce(value, 'NaN'::DOUBLE) AS value, note
    FROM read_parquet(${quoted(file)}, file_row_number = true) ORDER BY file_row_number`,
  );
  const [metric, id, kind, title, url, note] = (
    ['metric', 'id', 'kind', 'title', 'url', 'note'] as const
  ).map(rows.texts);
  const at = rows.numbers('at');
  const value = rows.numbers('value');
  const parsed = rowsSchema.parse(
    Array.from(at, (moment, row) => ({
      metric: metric?.[row],
      id: id?.[row],
      kind: kind?.[row],
      title: title?.[row],
      url: url?.[row],
      at: new Date(moment).toISOString(),
      value: Number.isNaN(value[row]) ? null : value[row],
      note: note?.[row],
    })),
  );
  const behind = new Map<string, EvidenceItem[]>();
  for (const { metric, ...item } of parsed) {
    const known = behind.get(metric);
    if (known === undefined) behind.set(metric, [item]);
    else known.push(item);
  }
  return { scope, quarter, behind: Object.fromEntries(behind) };
}

/**
 * @param select SQL that gives the columns of evidence in order, `at` as a TIMESTAMP, and ends with an ORDER BY
 * @returns SQL that writes an evidence file
 */
export function evidenceCopy(
  file: string,
  { scope, quarter }: Omit<Evidence, 'behind'>,
  select: string,
): string {
  return `COPY (SELECT ${COLUMNS.map((name) => `"${name}"`).join(', ')} FROM (${select})) TO ${quoted(file)} (
    FORMAT parquet, COMPRESSION zstd,
    KV_METADATA { schemaVersion: '${EVIDENCE_VERSION}', scope: ${quoted(scope)}, quarter: ${quoted(quarter)} }
  )`;
}
