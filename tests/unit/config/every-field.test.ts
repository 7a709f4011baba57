import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import typescript from 'typescript';
import { describe, expect, it } from 'vitest';

import { benchJsonSchema } from '../../../hil/bench/bench-file.ts';
import { fragmentJsonSchema, scenarioDataSchema, scenarioJsonSchema } from '../../../hil/scenario/schema.ts';
import { printCarState } from '../../config/car-state-types.ts';
import { printScenarioTypes } from '../../config/scenario-types.ts';
import type { JsonSchema, SchemaPart } from '../../config/schema-types.ts';

/** The description of a field: its own, or that of the part it refers to. */
function descriptionOf(part: SchemaPart, root: JsonSchema): string | undefined {
  if (typeof part !== 'object') return undefined;
  const { description, $ref } = part;
  if (description !== undefined || $ref === undefined) return description;
  return descriptionOf(root.$defs?.[$ref.replace('#/$defs/', '')], root);
}

/** Each property anywhere in a schema, with its path; undescribed ones have no words. */
function propertiesOf(value: unknown, root: JsonSchema, path = ''): readonly (readonly [string, string | undefined])[] {
  if (typeof value !== 'object' || value === null) return [];
  const { properties, type } = value as JsonSchema;
  const own = type === 'object' ? Object.entries(properties ?? {}) : [];
  return [
    ...own.map(([name, part]) => [`${path}/${name}`, descriptionOf(part, root)] as const),
    ...Object.entries(value).flatMap(([name, part]) => propertiesOf(part, root, `${path}/${name}`)),
  ];
}

const withoutWords = (schema: JsonSchema): readonly string[] =>
  propertiesOf(schema, schema).flatMap(([path, words]) => (words === undefined || words === '' ? [path] : []));

/** Names of exported types, fields and methods of a declaration file that no comment explains. */
function withoutComment(declarations: string): readonly string[] {
  const file = typescript.createSourceFile('types.d.ts', declarations, typescript.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: typescript.Node): void => {
    const isNamed =
      typescript.isPropertySignature(node) ||
      typescript.isMethodSignature(node) ||
      typescript.isInterfaceDeclaration(node) ||
      typescript.isTypeAliasDeclaration(node);
    const isMissing = isNamed && typescript.getJSDocCommentsAndTags(node).length === 0;
    if (isMissing) found.push(node.name.getText(file));
    typescript.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe('every field that users write or read', () => {
  it.each([
    ['scenario', scenarioJsonSchema(), 400],
    ['fragment', fragmentJsonSchema(), 300],
    ['bench', benchJsonSchema(), 100],
  ])('has a description in the schema of a %s file, for editors', (_, schema, least) => {
    expect(propertiesOf(schema, schema).length).toBeGreaterThan(least);
    expect(withoutWords(schema)).toEqual([]);
  });

  it('without words, its own or those of the part that it refers to, would be found', () => {
    const schema: JsonSchema = {
      $defs: { volts: { type: 'number', description: 'volts' }, bare: { type: 'number' } },
      type: 'object',
      properties: { a: { $ref: '#/$defs/volts' }, b: { $ref: '#/$defs/bare' }, c: { type: 'number' } },
    };
    expect(withoutWords(schema)).toEqual(['/b', '/c']);
  });

  it.each([
    ['scenario-input', printScenarioTypes(scenarioDataSchema())],
    ['car-state', printCarState()],
    ['car-under-test', readFileSync(join(import.meta.dirname, '../../../hil/testing/car-under-test.ts'), 'utf8')],
  ])('has a comment in the published types, %s', (_, text) => {
    expect(text.match(/\/\*\*/g)?.length).toBeGreaterThan(50);
    expect(withoutComment(text)).toEqual([]);
  });

  it('a type or a field without a comment would be found', () => {
    expect(withoutComment('export interface A {\n  /** b */\n  readonly b: number;\n  c(): { d: 1 };\n}')).toEqual([
      'A',
      'c',
      'd',
    ]);
  });

  it('has its range and default from the schema that checks it', () => {
    const types = printScenarioTypes(scenarioDataSchema());
    expect(types).toContain(
      '/** how long the button is held, in milliseconds; panic takes 1000 (KEY-5); a number from 0 to 3600000; default 100 */\n',
    );
    expect(types).toContain('/** the 12 V supply; a number from 6 to 18, in volts; or a text with V or mV */\n');
  });
});
