import { describe, expect, it } from 'vitest';
import { inFunctionScope } from '../../config/function-scope.ts';

/** The exports of a module. */
async function exportsOf(text: string): Promise<Readonly<Record<string, unknown>>> {
  const module: Readonly<Record<string, unknown>> = await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`
  );
  return module;
}

describe('a bundle in function scope', () => {
  const bundle = [
    'import{sep}from"node:path";function join(a,b){return count(),a+sep+b}',
    'import*as url from "node:url";import"node:os";var calls=0;function count(){calls++}',
    'var Place=class{at=join("a","b");get calls(){return calls}here=typeof url.pathToFileURL};',
    'export{Place,join as joined};',
  ].join('\n');

  it('exports the same under the same names', async () => {
    const text = inFunctionScope(bundle);
    expect(text).not.toBe(bundle);
    const [before, after] = [await exportsOf(bundle), await exportsOf(text)];
    expect(Object.keys(after)).toEqual(['Place', 'joined']);
    for (const { Place, joined } of [before, after]) {
      expect(Reflect.apply(joined as () => string, undefined, ['x', 'y'])).toBe('x/y');
      expect(Reflect.construct(Place as new () => object, [])).toMatchObject({ at: 'a/b', here: 'function' });
    }
  });

  it('has all imports, wherever they are in the bundle, outside the function, and all else inside', () => {
    const [, ...lines] = inFunctionScope(bundle).split('(()=>{');
    const [head = ''] = inFunctionScope(bundle).split('(()=>{');
    expect(head.match(/^import/gm)).toHaveLength(3);
    expect(lines.join()).not.toContain('import');
    expect(head).not.toContain('class');
  });

  it('keeps the first line of a program', () => {
    const text = inFunctionScope('#!/usr/bin/env node\nvar a=1;export{a};');
    expect(text.split('\n')[0]).toBe('#!/usr/bin/env node');
    expect(text.match(/#!/g)).toHaveLength(1);
  });

  it('is left as it is where it exports nothing', () => {
    const text = 'import"node:os";var a=1;console.log(a);\n';
    expect(inFunctionScope(text)).toBe(text);
  });

  it.each([
    ['an assignment', 'function f(){a=2}'],
    ['a sum', 'function f(){a+=2}'],
    ['a default', 'function f(){a??=2}'],
    ['a count', 'function f(){return a++}'],
    ['a count before', 'function f(){return --a}'],
    ['a list', 'function f(l){[a]=l}'],
    ['a list with a rest and a default', 'function f(l){let b;[b,...a]=l}'],
    ['an object', 'function f({o}){({a}=o)}'],
    ['a renamed member with a default', 'function f(o){({x:a=3}=o)}'],
    ['a rest of an object', 'function f(o){let x;({x,...a}=o)}'],
    ['a loop', 'function f(l){for(a of l);}'],
  ])('is refused where an export is assigned again: %s', (_, change) => {
    expect(() => inFunctionScope(`var a=1;${change}export{a as b};`)).toThrow(
      'the export a is assigned again: export a function that returns it',
    );
  });

  it('takes elements, properties and comparisons for what they are', () => {
    const reads = 'function f(l,o){l[a]=1;o.a=2;a.b=3;for(const x of a);return a==1||!a||-a}';
    expect(inFunctionScope(`var a=1;${reads}export{a};`)).toContain('return[a]');
  });

  it.each([
    ['var a=await x;export{a};', 'waits'],
    ['for await(const x of y);export{y};', 'waits'],
    ['var a=1;export{a as default};export default 1;', 'default export'],
    ['export*from"./other.js";', 'another module'],
    ['export{a}from"./other.js";', 'another module'],
  ])('is refused where the form does not allow it: %s', (text, why) => {
    expect(() => inFunctionScope(text)).toThrow(why);
  });

  it('may wait within its functions', () => {
    expect(inFunctionScope('async function f(){await 1}var g=async()=>{await 2};export{f,g};')).toContain(
      'return[f,g]',
    );
  });
});
