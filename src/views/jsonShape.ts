/*
 * Checks of what scripts of pages read as JSON. They weigh a few hundred bytes; a schema of zod would weigh tens of
 * thousands.
 */

/** Whether a value has a shape. */
export type Guard<T> = (value: unknown) => value is T;

/**
 * @param text what an attribute of the page holds
 * @throws SyntaxError when it is not JSON, TypeError when it is JSON of another shape
 */
export function jsonAs<T>(text: string, isShape: Guard<T>): T {
  const value: unknown = JSON.parse(text);
  if (!isShape(value)) throw new TypeError('the page holds data of another shape');
  return value;
}

export const isText: Guard<string> = (value) => typeof value === 'string';

export const isNumber: Guard<number> = (value) => typeof value === 'number';

export function orNull<T>(isShape: Guard<T>): Guard<T | null> {
  return (value): value is T | null => value === null || isShape(value);
}

export function oneOf<const Name extends string>(...names: readonly Name[]): Guard<Name> {
  return (value): value is Name => names.some((name) => name === value);
}

export function listOf<T>(isShape: Guard<T>): Guard<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(isShape);
}

export function recordOf<T>(isShape: Guard<T>): Guard<Record<string, T>> {
  return (value): value is Record<string, T> => isRecord(value) && Object.values(value).every(isShape);
}

/** Other fields may be there, too. */
export function objectOf<T extends object>(fields: { [Name in keyof T]-?: Guard<T[Name]> }): Guard<T> {
  return (value): value is T => {
    if (!isRecord(value)) return false;
    for (const name in fields) if (!Object.hasOwn(value, name) || !fields[name](value[name])) return false;
    return true;
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
