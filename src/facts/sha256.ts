import { hash } from 'node:crypto';

/** @returns the SHA-256 digest of a text or of bytes, in hexadecimal */
export function sha256(content: string | Buffer): string {
  return hash('sha256', content);
}
