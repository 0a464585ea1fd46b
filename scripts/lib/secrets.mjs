// @ts-check
// Plain JavaScript: setup.mjs uses it before anything is installed.

/** The variables of the environment that hold secrets. */
const NAMES = [
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'GITHUB_APP_PRIVATE_KEY',
  'PLUMBLINE_PSEUDONYM_KEY',
  'PLUMBLINE_TOKEN',
];

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv} the environment for a program that needs no secret
 */
export function withoutSecrets(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !NAMES.includes(name.toUpperCase())));
}

/**
 * Takes the secrets out of an environment, so that code that is loaded later does not find them there.
 * @param {NodeJS.ProcessEnv} env is changed
 * @returns {NodeJS.ProcessEnv} the secrets alone
 */
export function takeSecrets(env) {
  /** @type {NodeJS.ProcessEnv} */
  const taken = {};
  for (const name of NAMES) {
    if (env[name] !== undefined) taken[name] = env[name];
    delete env[name];
  }
  return taken;
}
