import type { Context } from 'hono';
import type { z } from 'zod';
import type { BodyForm } from './body-form.ts';
import { carHasEnded, type ErrorStatus } from './http-error.ts';
import { readJson } from './read-json.ts';

/** The schema of an answer, with its name in the documentation. */
export interface NamedSchema<Value> {
  readonly name: string;
  readonly schema: z.ZodType<Value>;
  /** One of them, for the documentation. */
  readonly example?: Value;
}

export interface QueryParameter {
  readonly name: string;
  readonly description: string;
  readonly schema: z.core.JSONSchema.BaseSchema;
}

/** A successful answer that is not JSON. */
export interface MediaAnswer {
  readonly description: string;
  readonly types: readonly string[];
  readonly example?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The documentation of one operation. */
export interface RouteDescription {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/api/keys/{id}/touch`. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly query: readonly QueryParameter[];
  /** Null where the request has none. */
  readonly body: BodyForm<unknown> | null;
  /** A body, for the documentation. */
  readonly bodyExample?: unknown;
  readonly status: 200 | 201;
  readonly answer: NamedSchema<unknown> | MediaAnswer;
  /** In addition to those of every route with its method. */
  readonly errors: readonly ErrorStatus[];
  /** The schema of a refusal; the plain error where absent. */
  readonly refusal?: NamedSchema<unknown>;
  /** It needs a session's token. */
  readonly wantsToken?: boolean;
}

/** One operation: its documentation and its implementation. */
export interface Route extends RouteDescription {
  /**
   * @param busy what an input must wait for, if anything; inputs may always come where it is absent
   * @throws HttpError where it refuses
   */
  respond(context: Context, busy?: Busy): Response | Promise<Response>;
}

/** Resolves when inputs may come: false where none may any more. Null where they may at once. */
type Busy = () => Promise<boolean> | null;

/** Between the last look and the input nothing else has its turn. @throws HttpError (503) where the car has ended */
async function whenFree<Value>(busy: Busy | undefined, input: () => Value | Promise<Value>): Promise<Value> {
  for (let wait = busy?.(); wait instanceof Promise; wait = busy?.()) {
    if (!(await wait)) throw carHasEnded();
  }
  return input();
}

interface GetSpec<Value> {
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly answer: NamedSchema<Value>;
  handle(): Value | Promise<Value>;
}

/** A read operation that is answered with JSON. */
export function getRoute<Value>(spec: GetSpec<Value>): Route {
  const { path, summary, description, answer } = spec;
  return {
    ...{ method: 'get', path, summary, description, query: [], body: null, status: 200, answer, errors: [] },
    respond: async (context) => context.json(await spec.handle()),
  };
}

interface DeleteSpec<Value> extends Omit<GetSpec<Value>, 'handle'> {
  /** It ends what other inputs wait for, and so does not wait itself. */
  readonly isUrgent?: boolean;
  readonly errors?: readonly ErrorStatus[];
  /** `id` is the path's; empty where it has none. */
  handle(id: string): Value | Promise<Value>;
}

/** An input that needs no fields, answered with JSON. */
export function deleteRoute<Value>(spec: DeleteSpec<Value>): Route {
  const { path, summary, description, answer, errors = [], isUrgent = false } = spec;
  return {
    ...{ method: 'delete', path, summary, description, query: [], body: null, status: 200, answer, errors },
    respond: async (context, busy) => {
      const id = context.req.param('id') ?? '';
      return context.json(await whenFree(isUrgent ? undefined : busy, () => spec.handle(id)));
    },
  };
}

interface PostSpec<Body, Value> {
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly body: BodyForm<Body>;
  /** A body, for the documentation. */
  readonly example?: NoInfer<Body>;
  readonly status?: 200 | 201;
  readonly answer: NamedSchema<Value>;
  readonly errors?: readonly ErrorStatus[];
  /** `id` is the path's; empty where the path has none. */
  handle(body: Body, id: string): Value | Promise<Value>;
}

/** An operation with a JSON body, answered with JSON. */
export function postRoute<Body, Value>(spec: PostSpec<Body, Value>): Route {
  const { path, summary, description, body, example, status = 200, answer, errors = [] } = spec;
  return {
    ...{ method: 'post', path, summary, description, query: [], body, status, answer, errors },
    ...(example === undefined ? {} : { bodyExample: example }),
    respond: async (context, busy) => {
      const input = body.read(await readJson(context));
      const id = context.req.param('id') ?? '';
      return context.json(await whenFree(busy, () => spec.handle(input, id)), status);
    },
  };
}

/** A change of a part, in JSON and answered with JSON. */
export function patchRoute<Body, Value>(spec: PostSpec<Body, Value>): Route {
  return { ...postRoute(spec), method: 'patch' };
}
