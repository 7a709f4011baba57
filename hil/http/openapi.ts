import { z } from 'zod';
import { ERROR } from './error-schema.ts';
import type { BodyForm } from './body-form.ts';
import type { ErrorStatus } from './http-error.ts';
import type { NamedSchema, RouteDescription } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

/** The version of the interface, not of the program. */
const API_VERSION = '1.0.0';

const ERROR_MEANINGS: Readonly<Record<ErrorStatus, string>> = {
  400: 'malformed JSON, id or parameter',
  401: 'not signed in, or wrong password',
  403: 'sent by a browser from another origin or to another host name, or not permitted',
  404: 'no such key, request or staff member',
  405: 'method not allowed',
  409: 'not possible in the present state of the car or the request',
  413: 'the body is larger than 64 KiB',
  415: 'the body is not JSON',
  422: 'a field is missing, unknown or out of range',
  429: 'too many wrong passwords: wait for Retry-After',
  500: 'internal error',
  503: 'too many clients, temporarily overloaded, or about to end',
};
const ERRORS_OF_ANY: readonly ErrorStatus[] = [403, 500];
const ERRORS_OF_BODY: readonly ErrorStatus[] = [400, 413, 415, 422];

/** What a document is about. */
interface DocumentInfo {
  readonly title: string;
  readonly description: string;
}

const CAR_INFO: DocumentInfo = {
  title: 'Virtual smart-key car',
  description:
    'Control and observe the car: doors, keys, supply, faults, time. ' +
    'Inputs act at the present instant and take no time. Diagnostics go over the bus, not here. ' +
    'The dealer server is under /api/dealer: requests, approvals, pass-codes.',
};

/** The OpenAPI 3.1 document of these routes. */
export function openApiDocument(routes: readonly RouteDescription[], info: DocumentInfo = CAR_INFO): Json {
  const paths: Record<string, Record<string, Json>> = {};
  const schemas: Record<string, Json> = { [ERROR.name]: jsonSchema(ERROR.schema, 'output') };
  for (const route of routes) {
    const { answer } = route;
    if (route.refusal !== undefined) schemas[route.refusal.name] = jsonSchema(route.refusal.schema, 'output');
    if ('schema' in answer) schemas[answer.name] = jsonSchema(answer.schema, 'output');
    (paths[route.path] ??= {})[route.method] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: { ...info, version: API_VERSION },
    paths,
    components: {
      schemas,
      securitySchemes: {
        dealerToken: { type: 'http', scheme: 'bearer', description: 'from POST /api/dealer/sign-in' },
      },
    },
  };
}

function operationOf(route: RouteDescription): Json {
  const { path, summary, description, query, body } = route;
  const parameters = [...pathParameters(path), ...query.map((parameter) => ({ in: 'query', ...parameter }))];
  const errors = [...ERRORS_OF_ANY, ...(body === null ? [] : ERRORS_OF_BODY), ...route.errors];
  const responses: Record<string, Json> = { [String(route.status)]: goodAnswer(route.answer) };
  for (const status of [...new Set(errors)].sort((a, b) => a - b)) {
    responses[String(status)] = {
      description: ERROR_MEANINGS[status],
      content: jsonContent(reference(route.refusal ?? ERROR)),
    };
  }
  return {
    operationId: operationId(route),
    tags: [tagOf(path)],
    summary,
    description,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === null ? {} : { requestBody: requestBody(body, route.bodyExample) }),
    ...(route.wantsToken === true ? { security: [{ dealerToken: [] }] } : {}),
    responses,
  };
}

/** By what a route is about. */
const TAGS: readonly (readonly [string, string])[] = [
  ['/api/dealer', 'Dealer server'],
  ['/api/keys', 'Keys'],
  ['/api/faults', 'Faults'],
  ['/api/time', 'Time'],
  ['/api/events', 'Events and files'],
  ['/api/trace', 'Events and files'],
  ['/api/files', 'Events and files'],
  ['/api/openapi.json', 'Events and files'],
];

function tagOf(path: string): string {
  return TAGS.find(([start]) => path.startsWith(start))?.[1] ?? 'Car';
}

/** `postKeysIdTouch`. */
function operationId({ method, path }: RouteDescription): string {
  const words = path.split(/[^A-Za-z]+/).filter((word) => word !== '' && word !== 'api');
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** Parameters in a path, by their names. */
const PATH_PARAMETERS: Readonly<Record<string, Json>> = {
  id: {
    description: '1 to 8 hex digits, not 0',
    schema: { type: 'string', pattern: '^(?!0+$)[0-9A-Fa-f]{1,8}$' },
  },
  number: { description: 'a request number: 11 digits', schema: { type: 'string', pattern: '^[0-9]{11}$' } },
  staffId: {
    description: 'an account name',
    schema: { type: 'string', pattern: '^[a-z][a-z0-9.-]{1,31}$' },
  },
  tab: {
    description: 'a tab that requires the password again',
    schema: { type: 'string', enum: ['immobilizer-reset', 'add-remove-key'] },
  },
};

function pathParameters(path: string): readonly Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    in: 'path',
    name,
    required: true,
    ...PATH_PARAMETERS[name],
  }));
}

function requestBody(body: BodyForm<unknown>, example: unknown): Json {
  const schemas = body.schemas.map((schema) => jsonSchema(schema, 'input'));
  const [only = {}] = schemas;
  // A body that may be `{}` may be missing.
  const required = schemas.every((schema) => 'required' in schema || 'minProperties' in schema);
  return { required, content: jsonContent(schemas.length === 1 ? only : { oneOf: schemas }, example) };
}

function goodAnswer(answer: RouteDescription['answer']): Json {
  if ('schema' in answer) return { description: answer.name, content: jsonContent(reference(answer), answer.example) };
  const { example } = answer;
  const content = Object.fromEntries(answer.types.map((type) => [type, example === undefined ? {} : { example }]));
  const { description, headers = {} } = answer;
  const described = Object.entries(headers).map(([name, meaning]) => [
    name,
    { description: meaning, schema: { type: 'string' } },
  ]);
  return { description, content, ...(described.length === 0 ? {} : { headers: Object.fromEntries(described) }) };
}

function jsonContent(schema: Json, example?: unknown): Json {
  return { 'application/json': { schema, ...(example === undefined ? {} : { example }) } };
}

function reference({ name }: NamedSchema<unknown>): Json {
  return { $ref: `#/components/schemas/${name}` };
}

/** OpenAPI 3.1 uses JSON Schema directly; the draft need not be named there. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const members = Object.entries(z.toJSONSchema(schema, { io }));
  return Object.fromEntries(members.filter(([name]) => name !== '$schema'));
}
