import type { Entity } from './entities.ts';

/** A request as the server sees it, before it answers. */
export interface SeenRequest {
  /** 1 for the first. */
  number: number;
  /** The query's name. */
  operation: string;
  variables: Record<string, unknown>;
  /** Who asks; the empty text when nobody is named. */
  token: string;
}

/** An answer's JSON. */
export interface AnswerBody {
  data?: unknown;
  errors?: unknown[];
}

/** What goes wrong with one request. */
export type Fault =
  /** Answer this JSON instead. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: unknown }
  /** Answer this HTML instead. */
  | { kind: 'page'; status: number; headers?: Record<string, string>; html: string }
  /** Close the connection without an answer. */
  | { kind: 'drop' }
  /** Reset the connection without an answer. */
  | { kind: 'reset' }
  /** Send half of the answer's text, as if it were all. */
  | { kind: 'truncate' }
  /** Announce the answer's whole length, send half of it and close the connection. */
  | { kind: 'cut' }
  /** Send half of the answer, and then nothing more. */
  | { kind: 'stall' }
  /** Answer late. */
  | { kind: 'delay'; milliseconds: number }
  /** Fail to resolve a field (`Repository.deployments`), of all things or of some; GraphQL spreads the null. */
  | { kind: 'field'; field: string; type: string; message: string; of?: (parent: Entity) => boolean }
  /** Change the answer. */
  | { kind: 'edit'; edit: (body: AnswerBody) => AnswerBody }
  /** Change the answer's bytes. */
  | { kind: 'bytes'; edit: (bytes: Buffer) => Buffer };

/** Says what goes wrong with a request; undefined lets it pass. May change the repositories as a side effect. */
export type Faults = (request: SeenRequest) => Fault | undefined;
