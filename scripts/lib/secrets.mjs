// @ts-check
// Plain JavaScript: setup.mjs uses it before anything is installed.

/** The variables of the environment that hold secrets. */
const NAMES = [
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'GITHUB_APP_PRIVATE_KEY',
  'PLUMBLINE_PSEUDONYM_KEY',
  'PLUMBLINE_TOKEN',
  'PLUMBLINE_ENV',
];

/**
 * A host has variables of its own, whose names begin alike: `GITHUB_TOKEN_GITHUB_ACME_COM`.
 * @param {string} variable
 */
const isSecret = (variable) =>
  NAMES.some((name) => variable.toUpperCase() === name || variable.toUpperCase().startsWith(`${name}_`));

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv} the environment for a program that needs no secret
 */
export function withoutSecrets(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isSecret(name)));
}

/**
 * Takes the secrets out of an environment, so that code that is loaded later does not find them there.
 * @param {NodeJS.ProcessEnv} env is changed
 * @returns {NodeJS.ProcessEnv} the secrets alone
 */
export function takeSecrets(env) {
  /** @type {NodeJS.ProcessEnv} */
  const taken = {};
  for (const [name, value] of Object.entries(env)) {
    if (!isSecret(name)) continue;
    taken[name] = value;
    delete env[name];
  }
  return taken;
}
