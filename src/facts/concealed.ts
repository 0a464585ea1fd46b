/** Takes the place of a secret. */
const CONCEALED = '(secret)';
/** Shorter parts of an encoding would be found by chance. */
const SHORTEST = 8;

/**
 * @returns the text without a secret: as it is, URL-encoded in whole or in part, and in Base64 of either alphabet,
 * alone or within a longer text that was encoded (`x-access-token:…`, `bearer …`)
 */
export function concealed(text: string, secrets: Iterable<string>): string {
  let rest = text;
  for (const secret of secrets) {
    if (secret === '') continue;
    rest = rest.replaceAll(urlEncoded(secret), CONCEALED);
    for (const part of base64Parts(secret)) rest = rest.replaceAll(part, CONCEALED);
  }
  return rest;
}

function urlEncoded(secret: string): RegExp {
  const each = [...secret].map((character) => {
    const bytes = [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`);
    return `(?:${RegExp.escape(character)}|${bytes.join('')})`;
  });
  return new RegExp(each.join(''), 'gi');
}

/**
 * Three bytes are four characters, so a secret has three encodings, depending on what precedes it. Characters that depend on
 * its neighbours are left out.
 */
function base64Parts(secret: string): string[] {
  const parts = [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const part = bytes
      .toString('base64url')
      .slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
    return [part, part.replaceAll('-', '+').replaceAll('_', '/')];
  });
  return [...new Set(parts)].filter(({ length }) => length >= SHORTEST);
}
