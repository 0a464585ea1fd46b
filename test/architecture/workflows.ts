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

const SECRET = /\bsecrets\./;

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
  if ('pull_request_target' in on)
    faults.push('code of a fork could run with the permissions of this project');
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
    for (const { uses, run = '', env, with: inputs } of job.steps) {
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
