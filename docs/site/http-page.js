// The HTTP interface as a page that search finds, from its OpenAPI document. Pure: no files.
import { plain, table } from './markdown.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

export function httpPage(document) {
  const resolve = (schema) => {
    const name = schema?.$ref?.split('/').at(-1);
    return name === undefined ? (schema ?? {}) : document.components.schemas[name];
  };
  const routes = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => ({ path, method, ...item[method] })),
  );
  return `# HTTP interface

${plain(document.info.description ?? '')}

The same description to try against a car of your own is at \`/api/\` of each car. The document itself:
[openapi.json](/openapi.json) (OpenAPI ${document.openapi}). [How the interface behaves](/docs/http).

${routes.map((route) => routeSection(route, resolve)).join('\n\n')}
`;
}

function routeSection({ path, method, summary, description, parameters = [], requestBody, responses = {} }, resolve) {
  const body = resolve(Object.values(requestBody?.content ?? {})[0]?.schema);
  const required = new Set(body.required ?? []);
  const fields = [
    ...parameters.map((each) => [each.name, each.in, typeOf(resolve(each.schema)), each.description, each.required]),
    ...Object.entries(body.properties ?? {}).map(([name, schema]) => {
      const property = resolve(schema);
      return [name, 'body', typeOf(property), property.description, required.has(name)];
    }),
  ];
  const rows = fields.map(([name, place, type, meaning, isRequired]) => [
    `\`${name}\`${isRequired ? ' (required)' : ''}`,
    place,
    plain(type),
    plain(meaning ?? ''),
  ]);
  const answers = Object.entries(responses).map(([status, answer]) => [status, plain(answer.description ?? '')]);
  return [
    `## \`${method.toUpperCase()} ${path}\``,
    plain(summary ?? ''),
    description === undefined ? '' : plain(description),
    rows.length === 0 ? '' : table(['field', 'in', 'type', 'meaning'], rows),
    table(['status', 'answer'], answers),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function typeOf(schema) {
  if (schema.enum !== undefined) return schema.enum.join(' or ');
  if (schema.const !== undefined) return String(schema.const);
  const kinds = [schema.anyOf ?? schema.oneOf ?? []].flat().map(typeOf);
  if (kinds.length > 0) return kinds.join(' or ');
  const range = [schema.minimum, schema.maximum].every((end) => end === undefined || Math.abs(end) > 2 ** 52)
    ? ''
    : ` ${schema.minimum ?? '…'} to ${schema.maximum ?? '…'}`;
  return `${[schema.type ?? 'object'].flat().join(' or ')}${range}`;
}
