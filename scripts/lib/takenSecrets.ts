import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { takeSecrets } from './secrets.mjs';

const file = join(import.meta.dirname, '../../.env');

// What the environment sets already comes before the file.
if (existsSync(file)) process.loadEnvFile(file);

/**
 * The secrets that this process was started with, or that `.env` in the project's folder holds. Import this module
 * first: what is loaded after it does not find them in the environment.
 */
export const secrets: Readonly<NodeJS.ProcessEnv> = takeSecrets(process.env);
