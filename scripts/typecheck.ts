import { checkTypes } from './lib/codeChecks.ts';
import { run } from './lib/command.ts';

/** Checks the types of all code and pages. */
await run(async () => {
  if ((await checkTypes()) > 0) process.exitCode = 1;
});
