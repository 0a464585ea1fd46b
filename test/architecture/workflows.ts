import { parseDocument } from 'yaml';
import { z } from 'zod';

const environmentSchema = z.record(z.string(), z.string()).default({});

const permissionsSchema = z.record(z.string(), z.enum(['read', 'write', 'none']));

const stepSchema = z.object({
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  env: environmentSchema,
  with: z.record(z.string(), z.unknown()).default({}),
});

const workflowSchema = z.object({
  on: z.union([z.string().transform((event) => ({ [event]: null })), z.record(z.string(), z.unknown())]),
  permissions: permissionsSchema.optional(),
  concurrency: z.object({ group: z.string() }).optional(),
  env: environmentSchema,
  jobs: z.record(
    z.string(),
    z.object({
      permissions: permissionsSchema.optional(),
      if: z.string().optional(),
      'timeout-minutes': z.number().optional(),
      env: environmentSchema,
      steps: z.array(stepSchema),
    }),
  ),
});

export type Workflow = z.infer<typeof workflowSchema>;

const SECRET = /\bsecrets(?:\.|\[|\s*\))/;

/** What installs packages, or runs a script that does when it must. */
const INSTALLS = /\b(?:npm|npx|pnpm|yarn|corepack)\b|\bsetup\.mjs\b/;

/** Events whose runs can write while they handle what somebody without that right has sent. */
const FOREIGN = [
  'pull_request_target',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
  'fork',
];

/** @throws ZodError for what no workflow of this project looks like */
export function parseWorkflow(text: string): Workflow {
  return workflowSchema.parse(parseDocument(text).toJS());
}

/**
 * What makes a workflow easier to attack than it need be: what the linter zizmor audits, as far as it concerns this
 * project, and some more.
 * @returns a sentence for each fault
 */
export function faultsOf(text: string): string[] {
  const { on, permissions, concurrency, env, jobs } = parseWorkflow(text);
  const faults: string[] = [];
  if (permissions === undefined || Object.keys(permissions).length > 0)
    faults.push('the workflow itself holds permissions');
  if (concurrency === undefined) faults.push('two runs can overlap');
  for (const event of FOREIGN.filter((one) => one in on))
    faults.push(`code of a fork could run with the permissions of this project (${event})`);
  if (/\btoJSON\(\s*(?:secrets|github|env)\s*\)|\bsecrets\[|secrets: inherit/.test(text))
    faults.push('hands over every secret at once');
  if (/\bACTIONS_ALLOW_UNSECURE_COMMANDS\b|::(?:set-env|add-path)\b/.test(text))
    faults.push('lets what is printed change the environment');
  if (/runs-on:.*\bself-hosted\b/.test(text)) faults.push('keeps a machine between runs');
  if ('pull_request' in on && SECRET.test(text)) faults.push('a pull request can reach a secret');
  for (const [, cron = ''] of text.matchAll(/cron: "(.+)"/g))
    if (cron.startsWith('0 ')) faults.push('the schedule is at the full hour');
  for (const line of text.split('\n').filter((one) => /^\s*(?:- )?uses:/.test(one)))
    if (!/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))
      faults.push(`no pinned commit with its version: ${line.trim()}`);
  if (SECRET.test(JSON.stringify([env, Object.values(jobs).map((job) => job.env)])))
    faults.push('a secret is in the environment of every step');
  for (const [id, job] of Object.entries(jobs)) {
    if (job.permissions === undefined) faults.push(`${id} takes the permissions that it finds`);
    if (job['timeout-minutes'] === undefined) faults.push(`${id} may run for six hours`);
    if ('pull_request' in on && Object.values(job.permissions ?? {}).includes('write'))
      faults.push(`${id} may write for a pull request`);
    const writes = Object.values(job.permissions ?? {}).includes('write');
    const first = job.steps.findIndex(({ env }) => SECRET.test(JSON.stringify(env)));
    if (first !== -1) {
      const before = job.steps.slice(0, first).map(({ run = '' }) => run);
      if (!before.some((run) => INSTALLS.test(run)))
        faults.push(`${id} installs nothing before it has a secret`);
      // Packages that run code while they are installed could wait for the secret.
      for (const { run = '', env } of job.steps.slice(0, first))
        if (
          INSTALLS.test(run) &&
          !run.includes('--ignore-scripts') &&
          env['npm_config_ignore_scripts'] !== 'true'
        )
          faults.push(`${id} lets packages run code before it has a secret`);
      if (job.steps.slice(0, first).some(({ uses = '' }) => !uses.startsWith('actions/') && uses !== ''))
        faults.push(`${id} runs somebody else’s action before it has a secret`);
    }
    for (const { uses, run = '', env, with: inputs } of job.steps) {
      if (SECRET.test(JSON.stringify(env)) && INSTALLS.test(run))
        faults.push(`${id} installs packages in a step that has a secret`);
      if (writes && (inputs['cache'] !== undefined || uses?.startsWith('actions/cache@')))
        faults.push(`${id} trusts a cache that another run filled`);
      if (
        uses?.startsWith('actions/upload-artifact@') &&
        /^(?:\.|\.\/|\$\{\{ github\.workspace \}\})$/.test(String(inputs['path']))
      )
        faults.push(`${id} uploads its whole folder, and what git keeps in it`);
      if (/GITHUB_(?:ENV|PATH)\b/.test(run)) faults.push(`${id} changes the environment of later steps`);
      if (uses?.startsWith('actions/checkout@') && inputs['persist-credentials'] !== false)
        faults.push(`${id} leaves its token on the disk`);
      if ('workflow_run' in on && uses?.startsWith('actions/checkout@') && 'ref' in inputs)
        faults.push(`${id} runs what a pull request wrote`);
      if (run.includes('${{')) faults.push(`${id} writes an expression into a command`);
      for (const [name, value] of Object.entries(env))
        if ((SECRET.test(value) || value.includes('github.token')) && run.includes(name))
          faults.push(`${id} handles ${name} in the shell`);
      if (SECRET.test(JSON.stringify(inputs))) faults.push(`${id} gives a secret to an action`);
    }
  }
  return faults;
}
