/**
 * The environment of a command that gets nothing of this process but where programs are, and where Node keeps
 * compiled code: with that, a command starts in two thirds of the time.
 */
export function bareEnvironment(): Record<string, string> {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env;
  return { PATH, ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }) };
}
