import { z } from 'zod';

const schemaObject = z.record(z.string(), z.unknown());
const content = z.record(z.string(), z.object({ schema: schemaObject.optional(), example: z.unknown().optional() }));
const operation = z.object({
  operationId: z.string(),
  summary: z.string().min(1),
  parameters: z.array(z.object({ in: z.enum(['path', 'query']), name: z.string() })).optional(),
  requestBody: z.object({ required: z.boolean(), content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string().min(1), content })),
});
const documentSchema = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), schemaObject) }),
});

export type Operation = z.infer<typeof operation>;

/** An OpenAPI document as tests hold answers against it. */
export class OpenApi {
  readonly #document: z.infer<typeof documentSchema>;

  /** @throws ZodError where it is no document of the shape in use here */
  constructor(document: unknown) {
    this.#document = documentSchema.parse(document);
  }

  /** All operations, as `post /api/keys/{id}/touch`. */
  get operations(): ReadonlyMap<string, Operation> {
    const entries = Object.entries(this.#document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, found]) => [`${method} ${path}`, found] as const),
    );
    return new Map(entries);
  }

  /** The operation for a request. */
  operationOf(method: string, path: string): [string, Operation] {
    const bare = path.split('?', 1)[0] ?? path;
    for (const [name, found] of this.operations) {
      const pattern = name.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
      if (new RegExp(`^${pattern}$`).test(`${method} ${bare}`)) return [name, found];
    }
    throw new Error(`${method} ${bare} is not documented`);
  }

  /** Whether a JSON value is what a schema of the document says. */
  accepts(schema: Record<string, unknown>, value: unknown): boolean {
    return z.fromJSONSchema(this.#resolved(schema)).safeParse(value).success;
  }

  #resolved(schema: Record<string, unknown>): Record<string, unknown> {
    const reference = schema['$ref'];
    if (typeof reference !== 'string') return schema;
    const found = this.#document.components.schemas[reference.replace('#/components/schemas/', '')];
    if (found === undefined) throw new Error(`${reference} leads nowhere`);
    return found;
  }
}
