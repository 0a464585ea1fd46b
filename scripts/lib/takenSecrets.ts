import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { takeSecrets } from './secrets.mjs';

const file = join(import.meta.dirname, '../../.env');

// What the environment sets already comes before the file.
if (existsSync(file)) process.loadEnvFile(file);

// Further lines of such a file, for workflows: they cannot know the names of variables for hosts.
for (const [name, value] of Object.entries(parseEnv(process.env['PLUMBLINE_ENV'] ?? '')))
  process.env[name] ??= value;

/**
 * The secrets that this process was started with, or that `.env` in the project's folder holds. Import this module
 * first: what is loaded after it does not find them in the environment.
 */
export const secrets: Readonly<NodeJS.ProcessEnv> = takeSecrets(process.env);
