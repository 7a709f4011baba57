import { describe, expect, it } from 'vitest';
import {
  boundMutator,
  deadlineMutator,
  numberMutator,
  type Mutator,
  type SyntaxNode,
} from '../../../mutants/operators/numeric-mutators.ts';

const number = (value: number): SyntaxNode => ({ type: 'NumericLiteral', value });
const name = (text: string): SyntaxNode => ({ type: 'Identifier', name: text });
const member = (object: string, property: string): SyntaxNode => ({
  type: 'MemberExpression',
  object: name(object),
  property: name(property),
});
const binary = (left: SyntaxNode, operator: string, right: SyntaxNode): SyntaxNode => ({
  type: 'BinaryExpression',
  left,
  operator,
  right,
});

/** A node as text, as far as these tests need it. */
function text(node: SyntaxNode): string {
  const part = (field: string): string => text(node[field] as SyntaxNode);
  switch (node.type) {
    case 'BinaryExpression':
      return `${part('left')} ${String(node['operator'])} ${part('right')}`;
    case 'MemberExpression':
      return `${part('object')}.${part('property')}`;
    case 'UnaryExpression':
      return `-${part('argument')}`;
    default:
      return String(node['value'] ?? node['name']);
  }
}

function mutants(mutator: Mutator, node: SyntaxNode, parent: SyntaxNode = { type: 'Program' }): readonly string[] {
  return [...mutator.mutate({ node, parent, parentPath: null })].map(text);
}

describe('numbers', () => {
  it('become one more and one less', () => {
    expect(mutants(numberMutator, number(2_000_000))).toEqual(['2000001', '1999999']);
    expect(mutants(numberMutator, number(0))).toEqual(['1', '-1']);
    expect(mutants(numberMutator, { type: 'BigIntLiteral', value: '7' })).toEqual(['8', '6']);
  });

  it('stay where they are names of properties', () => {
    const key = number(1);
    expect(mutants(numberMutator, key, { type: 'ObjectProperty', key })).toEqual([]);
    expect(mutants(numberMutator, key, { type: 'ObjectProperty', key, computed: true })).toEqual(['2', '0']);
  });
});

describe('sums of microseconds', () => {
  it('become one more and one less, as a whole', () => {
    const sum = binary(member('step', 'nowUs'), '+', name('DELAY_US'));
    expect(mutants(deadlineMutator, sum)).toEqual(['step.nowUs + DELAY_US + 1', 'step.nowUs + DELAY_US - 1']);
    expect(mutants(deadlineMutator, sum, binary(sum, '+', name('marginUs')))).toEqual([]);
  });

  it('are recognized by a name that ends with the unit', () => {
    expect(mutants(deadlineMutator, binary(name('length'), '+', name('focus')))).toEqual([]);
    expect(mutants(deadlineMutator, binary(name('nowUs'), '*', name('DELAY_US')))).toEqual([]);
  });
});

describe('bounds', () => {
  it.each([
    ['<', 'a < b - 1'],
    ['<=', 'a <= b + 1'],
    ['>', 'a > b + 1'],
    ['>=', 'a >= b - 1'],
  ])('a %s b becomes %s: the other step is one of Stryker’s', (operator, expected) => {
    expect(mutants(boundMutator, binary(name('a'), operator, name('b')))).toEqual([expected]);
  });

  it('that are numbers are mutated as numbers', () => {
    expect(mutants(boundMutator, binary(name('a'), '<', number(3)))).toEqual([]);
    expect(mutants(boundMutator, binary(name('a'), '===', name('b')))).toEqual([]);
  });
});
