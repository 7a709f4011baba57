import { expect, it } from 'vitest';
import { readYaml } from '../../../../hil/scenario/read-yaml.ts';

it('reads data', () => {
  expect(readYaml('a: &x 1\nb: *x\n', 'profile p.yaml', 'write it')).toEqual({ a: 1, b: 1 });
});

it.each([
  ['a: 1\na: 2\n', 'profile p.yaml:2:1: found a name that is already in this mapping, expected each name once'],
  ['a: *x\n', 'profile p.yaml: found the alias *x, expected the anchor &x before it'],
  [
    `a: &a [${'1,'.repeat(20)}]\nb: &b [${'*a,'.repeat(20)}]\nc: [${'*b,'.repeat(20)}]\n`,
    'profile p.yaml: found aliases of aliases without number, expected the data themselves',
  ],
])('says what is wrong in %j', (text, message) => {
  expect(() => readYaml(text, 'profile p.yaml', 'write it')).toThrow(
    expect.objectContaining({ code: 'usage', message, hint: 'write it' }),
  );
});
