import { type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { HOUR } from '../../../src/facts/time.ts';

/** A GitHub App that is installed once. */
export interface GitHubApp {
  id: string;
  installation: string;
  publicKey: KeyObject;
}

/** How GitHub answers a request for an installation's token. */
export interface Issued {
  status: 201 | 401 | 404;
  body: Record<string, unknown>;
}

const headerSchema = z.object({ alg: z.literal('RS256') });
const claimsSchema = z.object({ iss: z.coerce.string(), iat: z.int(), exp: z.int() });

/** Makes the tokens of an App's installation, and knows for how long each is good. */
export class AppTokens {
  readonly #app: GitHubApp | undefined;
  readonly #clock: () => Date;
  readonly #expiry = new Map<string, number>();

  constructor(app: GitHubApp | undefined, clock: () => Date) {
    this.#app = app;
    this.#clock = clock;
  }

  isGood(token: string): boolean {
    return (this.#expiry.get(token) ?? 0) > this.#clock().getTime();
  }

  /** The tokens made so far. */
  get tokens(): string[] {
    return [...this.#expiry.keys()];
  }

  revoke(token: string): void {
    this.#expiry.delete(token);
  }

  /** Answers `POST /app/installations/<id>/access_tokens` under the App's own token. */
  issue(path: string, authorization: string | undefined): Issued {
    const objection = this.#objection(/^bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '');
    if (objection !== null) return { status: 401, body: { message: objection } };
    if (path !== `/app/installations/${this.#app?.installation}/access_tokens`) {
      return { status: 404, body: { message: 'Not Found' } };
    }
    const expires = this.#clock().getTime() + HOUR;
    const token = `ghs_sampleInstallationToken${this.#expiry.size + 1}`;
    this.#expiry.set(token, expires);
    const expires_at = new Date(expires).toISOString().replace(/\.\d+Z$/, 'Z');
    return {
      status: 201,
      body: { token, expires_at, permissions: { metadata: 'read' }, repository_selection: 'all' },
    };
  }

  /** @returns in GitHub's words what is wrong with an App's token; null when it is good */
  #objection(jwt: string): string | null {
    const undecoded = 'A JSON web token could not be decoded';
    const [header = '', claims = '', signature = ''] = jwt.split('.');
    const isSigned =
      this.#app !== undefined &&
      headerSchema.safeParse(json(header)).success &&
      verify(
        'RSA-SHA256',
        Buffer.from(`${header}.${claims}`),
        this.#app.publicKey,
        Buffer.from(signature, 'base64url'),
      );
    const parsed = claimsSchema.safeParse(json(claims));
    if (!isSigned || !parsed.success || parsed.data.iss !== this.#app?.id) return undecoded;
    const { iat, exp } = parsed.data;
    const now = this.#clock().getTime() / 1000;
    if (exp <= now) {
      return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
    }
    if (exp > now + 600) return "'Expiration time' claim ('exp') is too far in the future";
    return iat <= now
      ? null
      : "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  }
}

function json(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return null;
  }
}
