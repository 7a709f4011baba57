/* The HTTP interface as a page of the documentation site that search finds, from its OpenAPI document. */
import { z } from 'zod';
import { plain, table } from './site-markdown.ts';

const schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  enum: z.array(z.union([z.string(), z.number(), z.null()])).optional(),
  const: z.union([z.string(), z.number(), z.boolean()]).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  get anyOf() {
    return z.array(schema).optional();
  },
  get properties() {
    return z.record(z.string(), schema).optional();
  },
  required: z.array(z.string()).optional(),
});
type Schema = z.infer<typeof schema>;

const route = z.looseObject({
  summary: z.string().optional(),
  description: z.string().optional(),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        description: z.string().optional(),
        required: z.boolean().optional(),
        schema,
      }),
    )
    .default([]),
  requestBody: z.looseObject({ content: z.record(z.string(), z.looseObject({ schema })) }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
});
type Route = z.infer<typeof route>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const openapi = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ description: z.string().default('') }),
  paths: z.record(z.string(), z.partialRecord(z.enum(METHODS), route)),
  components: z.looseObject({ schemas: z.record(z.string(), schema).default({}) }).default({ schemas: {} }),
});

/** @param document as a car serves it at `/api/openapi.json` */
export function httpPage(document: unknown): string {
  const { openapi: version, info, paths, components } = openapi.parse(document);
  const resolve = (part: Schema): Schema => components.schemas[part.$ref?.split('/').at(-1) ?? ''] ?? part;
  const sections = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const found = item[method];
      return found === undefined ? [] : [routeSection(`${method.toUpperCase()} ${path}`, found, resolve)];
    }),
  );
  return [
    '# HTTP interface',
    plain(info.description),
    `The document: [openapi.json](/openapi.json) (OpenAPI ${version}). Each car renders it at \`/api/\`, to be tried ` +
      'there. [How the interface behaves](/docs/http).',
    `${sections.join('\n\n')}\n`,
  ].join('\n\n');
}

function routeSection(heading: string, found: Route, resolve: (part: Schema) => Schema): string {
  const { summary = '', description = '', parameters, requestBody, responses } = found;
  const [content] = Object.values(requestBody?.content ?? {});
  const body = content === undefined ? {} : resolve(content.schema);
  const row = (name: string, place: string, part: Schema, isRequired: boolean): readonly string[] => [
    `\`${name}\`${isRequired ? ' (required)' : ''}`,
    place,
    plain(typeOf(part, resolve)),
    plain(part.description ?? ''),
  ];
  const rows = [
    ...parameters.map(({ name, in: place, schema: part, required = false, description: meaning }) =>
      row(name, place, { ...resolve(part), ...(meaning === undefined ? {} : { description: meaning }) }, required),
    ),
    ...Object.entries(body.properties ?? {}).map(([name, part]) =>
      row(name, 'body', resolve(part), body.required?.includes(name) === true),
    ),
  ];
  const answers = Object.entries(responses).map(([status, answer]) => [status, plain(answer.description)]);
  const fields = rows.length === 0 ? '' : table(['field', 'in', 'type', 'meaning'], rows);
  return [`## \`${heading}\``, plain(summary), plain(description), fields, table(['status', 'answer'], answers)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Ends of a range beyond it are those of the number type, and say nothing. */
const LARGEST = 2 ** 52;

function typeOf(part: Schema, resolve: (part: Schema) => Schema): string {
  if (part.enum !== undefined) return part.enum.join(' or ');
  if (part.const !== undefined) return String(part.const);
  if (part.anyOf !== undefined) return part.anyOf.map((each) => typeOf(resolve(each), resolve)).join(' or ');
  const type = [part.type ?? 'object'].flat().join(' or ');
  const [from, to] = [part.minimum, part.maximum].map((end) =>
    end === undefined || Math.abs(end) > LARGEST ? '…' : String(end),
  );
  return from === '…' && to === '…' ? type : `${type}, ${from ?? '…'} to ${to ?? '…'}`;
}
