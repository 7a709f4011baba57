import type { Context } from 'hono';
import type { z } from 'zod';
import type { BodyForm } from './body-form.ts';
import type { ErrorStatus } from './http-error.ts';
import { readJson } from './read-json.ts';

/** A shape of answers, with the name under which the documentation has it. */
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

/** A good answer that is no JSON. */
export interface MediaAnswer {
  readonly description: string;
  readonly types: readonly string[];
  readonly example?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation, as it is documented. */
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
  /** Besides those that any route of its method may give. */
  readonly errors: readonly ErrorStatus[];
  /** What a refusal says; the plain error where absent. */
  readonly refusal?: NamedSchema<unknown>;
  /** It wants a session's token. */
  readonly wantsToken?: boolean;
}

/** One operation: how it is documented and what it does. */
export interface Route extends RouteDescription {
  /** @throws HttpError where it refuses */
  respond(context: Context): Response | Promise<Response>;
}

interface GetSpec<Value> {
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly answer: NamedSchema<Value>;
  handle(): Value | Promise<Value>;
}

/** A question that is answered with JSON. */
export function getRoute<Value>(spec: GetSpec<Value>): Route {
  const { path, summary, description, answer } = spec;
  return {
    ...{ method: 'get', path, summary, description, query: [], body: null, status: 200, answer, errors: [] },
    respond: async (context) => context.json(await spec.handle()),
  };
}

interface DeleteSpec<Value> extends Omit<GetSpec<Value>, 'handle'> {
  readonly errors?: readonly ErrorStatus[];
  /** `id` is the path's; empty where it has none. */
  handle(id: string): Value | Promise<Value>;
}

/** An input that needs no fields, answered with JSON. */
export function deleteRoute<Value>(spec: DeleteSpec<Value>): Route {
  const { path, summary, description, answer, errors = [] } = spec;
  return {
    ...{ method: 'delete', path, summary, description, query: [], body: null, status: 200, answer, errors },
    respond: async (context) => context.json(await spec.handle(context.req.param('id') ?? '')),
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
  /** `id` is the path's; empty where it has none. */
  handle(body: Body, id: string): Value | Promise<Value>;
}

/** An input, in JSON and answered with JSON. */
export function postRoute<Body, Value>(spec: PostSpec<Body, Value>): Route {
  const { path, summary, description, body, example, status = 200, answer, errors = [] } = spec;
  return {
    ...{ method: 'post', path, summary, description, query: [], body, status, answer, errors },
    ...(example === undefined ? {} : { bodyExample: example }),
    respond: async (context) => {
      const input = body.read(await readJson(context));
      return context.json(await spec.handle(input, context.req.param('id') ?? ''), status);
    },
  };
}

/** A change of a part, in JSON and answered with JSON. */
export function patchRoute<Body, Value>(spec: PostSpec<Body, Value>): Route {
  return { ...postRoute(spec), method: 'patch' };
}
