import { describe, expect, it } from 'vitest';
import { httpPage } from '../../config/http-page.ts';

const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Car', description: 'Control the car.' },
  paths: {
    '/api/vehicle': {
      post: {
        summary: 'sets inputs',
        parameters: [{ name: 'at', in: 'query', description: 'an event', schema: { type: 'integer', minimum: 0 } }],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Vehicle' } } } },
        responses: { 200: { description: 'the {state}' } },
      },
    },
  },
  components: {
    schemas: {
      Vehicle: {
        type: 'object',
        required: ['batteryV'],
        properties: {
          batteryV: { type: 'number', minimum: 6, maximum: 18, description: 'volts' },
          powerMode: { anyOf: [{ enum: ['off', 'acc'] }, { type: 'null' }] },
        },
      },
    },
  },
};

describe('the page of the HTTP interface', () => {
  it('has each route with its fields, their ranges and the answers', () => {
    const page = httpPage(DOCUMENT);
    expect(page).toContain('# HTTP interface\n\nControl the car.\n');
    expect(page).toContain('## `POST /api/vehicle`\n\nsets inputs\n');
    expect(page).toContain('| `at` | query | integer, 0 to … | an event |');
    expect(page).toContain('| `batteryV` (required) | body | number, 6 to 18 | volts |');
    expect(page).toContain('| `powerMode` | body | off or acc or null |  |');
    expect(page).toContain('| 200 | the &#123;state&#125; |');
  });

  it('is refused for a file that is not an OpenAPI document', () => {
    expect(() => httpPage({ paths: {} })).toThrow(/openapi/);
  });
});
