import { strToU8, zipSync, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../../../hil/explain/pdx/pdx-package.ts';

function problemOf(bytes: Uint8Array): string {
  try {
    readPackage('a.pdx', bytes);
  } catch (error) {
    return error instanceof Error ? error.message : 'no error';
  }
  return 'none';
}

const zip = (files: Zippable): Uint8Array => zipSync(files);

describe('a PDX package', () => {
  it('is its ODX files; others are left alone, whatever they are called', () => {
    const bytes = zip({ 'a.odx-d': strToU8('<ODX/>'), '../../evil.sh': strToU8('x'), 'b.zip': zip({}) });
    expect(readPackage('a.pdx', bytes).map(({ name }) => name)).toEqual(['ODX']);
  });

  it('reads an ODX file outside the package by name alone: nothing is written', () => {
    expect(readPackage('a.pdx', zip({ '../../etc/a.odx-d': strToU8('<ODX/>') }))).toHaveLength(1);
  });

  it('is named with what is wrong', () => {
    expect(problemOf(new Uint8Array())).toBe('a.pdx: the file is empty');
    expect(problemOf(strToU8('hello'))).toBe('a.pdx: it is no ZIP archive, or it is damaged');
    expect(problemOf(zip({ 'readme.txt': strToU8('x') }))).toBe('a.pdx: the package has no ODX file');
    expect(problemOf(zip({ 'a.odx-d': strToU8('<ODX a=></ODX>') }))).toMatch(/^a\.pdx: a\.odx-d is no XML that can be/);
    expect(problemOf(zip({ 'a.odx-d': strToU8('<!DOCTYPE x><A/>') }))).toMatch(/a\.odx-d has a document type/);
  });

  it('is refused if it unpacks, or claims to unpack, beyond the limit', () => {
    const bomb = zip({ 'a.odx-d': new Uint8Array(70_000_000) });
    expect(problemOf(bomb)).toBe('a.pdx: a.odx-d unpacks to more than 67108864 bytes');
    const small = zip({ 'a.odx-d': new Uint8Array(5_000_000) });
    expect(problemOf(small)).toBe('a.pdx: a.odx-d unpacks to more than 1000 times its size');
    const cut = zip({ 'a.odx-d': strToU8('<ODX/>'.repeat(100)) });
    expect(problemOf(cut.subarray(0, cut.length - 5))).toBe('a.pdx: it is no ZIP archive, or it is damaged');
  });
});
