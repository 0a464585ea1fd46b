import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { appendFile, readFile, truncate } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { print } from 'graphql';
import { z } from 'zod';
import { ifThere, writing } from '../../../facts/disk.ts';
import { sha256 } from '../../../facts/sha256.ts';
import { post } from './answer.ts';
import type { Answer, Asked, Client, Costed } from './client.ts';
import type { AnswerError } from './failure.ts';
import type { TadaDocumentNode } from './graphql.ts';

const entrySchema = z.object({
  /** Which question was asked: the digest of its query and variables. */
  asked: z.string(),
  /** Null for an answer that is not stored: the question is asked again, and what follows it remains valid. */
  answer: z.object({ data: z.unknown(), errors: z.unknown() }).nullable(),
});

type Entry = z.infer<typeof entrySchema>;

/** The answers of a reading in the order in which they came, so that an interrupted reading can be resumed. */
export interface Journal {
  /**
   * @returns the entry at this point of the reading if it is for this question. From the first question that differs
   * on it returns null, and the entries from there on are deleted
   */
  recall: (asked: string) => Promise<Entry | null>;
  /** @throws Problem when the disk refuses */
  note: (entry: Entry) => Promise<void>;
}

/**
 * Opens a journal in a file, which is created with the first answer that is stored. Entries end at the first line
 * that is truncated or that the key does not decrypt.
 * @param key of 256 bits, used for this journal only
 */
export async function openJournal(file: string, key: Buffer): Promise<Journal> {
  const found = await ifThere(readFile(file, 'latin1'));
  const lines = found?.split('\n').slice(0, -1) ?? [];
  let isRecalling = found !== null;
  let count = 0;
  let bytes = 0;
  let unwritten: string[] = [];

  return {
    recall: async (asked) => {
      if (!isRecalling) return null;
      const line = lines[count] ?? '';
      const entry = decrypted(line, key);
      if (entry?.asked === asked) {
        count += 1;
        bytes += line.length + 1;
        return entry;
      }
      isRecalling = false;
      await writing(file, () => truncate(file, bytes));
      return null;
    },
    note: async (entry) => {
      unwritten.push(`${encrypted(entry, key)}\n`);
      if (entry.answer === null) return;
      const text = unwritten.join('');
      unwritten = [];
      await writing(file, () => appendFile(file, text, { mode: 0o600 }));
    },
  };
}

/**
 * @returns a client that takes answers from the journal as long as the same questions are asked in the same order,
 * at no cost, and notes those that it has to ask for
 */
export function journalled(client: Client, journal: Journal): Client {
  return {
    ...client,
    async ask<Result extends Costed, Variables extends object>(
      document: TadaDocumentNode<Result, Variables>,
      variables: (rows: number) => Variables,
      asked: Asked<Result>,
    ): Promise<Answer<Result>> {
      const query = print(document);
      const question = sha256(JSON.stringify([query, variables(0)]));
      const noted = await journal.recall(question);
      if (noted !== null && noted.answer !== null) {
        const stored = Response.json(noted.answer);
        const { data, errors } = await post<Result>(query, variables(0), {
          url: client.url,
          fetch: async () => stored,
        });
        if (data !== null && data !== undefined) return { data, errors };
      }
      const answer = await client.ask(document, variables, asked);
      if (noted === null) {
        await journal.note({ asked: question, answer: answer.errors.some(isOfRoot) ? null : answer });
      }
      return answer;
    },
  };
}

/** Not stored: a repository that is not found now may be visible after the token's rights were extended. */
const isOfRoot = ({ path }: AnswerError) => path === undefined || path.length < 2;

const NONCE = 12;
const TAG = 16;

/** AES-256-GCM (NIST SP 800-38D), because answers contain names and addresses. */
function encrypted(entry: Entry, key: Buffer): string {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const text = cipher.update(gzipSync(JSON.stringify(entry)));
  return Buffer.concat([nonce, text, cipher.final(), cipher.getAuthTag()]).toString('base64');
}

function decrypted(line: string, key: Buffer): Entry | null {
  const bytes = Buffer.from(line, 'base64');
  if (bytes.length < NONCE + TAG) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE)).setAuthTag(
    bytes.subarray(-TAG),
  );
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]);
    return entrySchema.parse(JSON.parse(gunzipSync(text).toString('utf8')));
  } catch {
    return null;
  }
}
