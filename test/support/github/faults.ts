import type { Entity } from './entities.ts';

/** A request as the server sees it, before it answers. */
export interface SeenRequest {
  /** 1 for the first. */
  number: number;
  /** The query's name. */
  operation: string;
  variables: Record<string, unknown>;
}

/** An answer's JSON. */
export interface AnswerBody {
  data?: unknown;
  errors?: unknown[];
}

/** What goes wrong with one request. */
export type Fault =
  /** Answer this instead. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: unknown }
  /** Close the connection without an answer. */
  | { kind: 'drop' }
  /** Send half of the answer's text. */
  | { kind: 'truncate' }
  /** Answer late. */
  | { kind: 'delay'; milliseconds: number }
  /** Fail to resolve a field (`Repository.deployments`), of all things or of some; GraphQL spreads the null. */
  | { kind: 'field'; field: string; type: string; message: string; of?: (parent: Entity) => boolean }
  /** Change the answer. */
  | { kind: 'edit'; edit: (body: AnswerBody) => AnswerBody };

/** Says what goes wrong with a request; undefined lets it pass. May change the repositories as a side effect. */
export type Faults = (request: SeenRequest) => Fault | undefined;
