import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { isBundle } from '../../../../hil/run/open-bundle.ts';
import { BundleError, readBundle } from '../../../../hil/run/read-bundle.ts';
import { LeftBundle } from './left-bundle.ts';

let left: LeftBundle;

beforeEach(async () => {
  left = new LeftBundle();
  await left.write();
});
afterEach(() => left.remove());

/** What it says where it is refused. */
function refusal(): string {
  try {
    readBundle(left.bundle);
  } catch (error) {
    if (error instanceof BundleError) return error.message.replaceAll(left.bundle, '');
    throw error;
  }
  return 'none';
}

describe('a bundle', () => {
  it('is a folder with its first file', async () => {
    expect(await isBundle(left.bundle)).toBe(true);
    expect(await isBundle(left.folder)).toBe(false);
    expect(await isBundle(join(left.folder, 'nothing'))).toBe(false);
  });

  it('is read as it was left', () => {
    const { folder, manifest, scenario, tracePath } = readBundle(left.bundle);
    expect(folder).toBe(left.bundle);
    expect(manifest).toMatchObject({ bundle: 1, name: 'x', scenario: 'x.yaml', seed: 1, verdict: 'fail' });
    expect(scenario.steps.map(({ action }) => action.kind)).toEqual(['advance', 'advance', 'expect']);
    expect(tracePath).toBe(join(left.bundle, 'trace.jsonl'));
  });

  it('has no trace with none, or with a folder in its place', () => {
    rmSync(join(left.bundle, 'trace.jsonl'));
    expect(readBundle(left.bundle).tracePath).toBeNull();
    mkdirSync(join(left.bundle, 'trace.jsonl'));
    expect(readBundle(left.bundle).tracePath).toBeNull();
  });

  it.each(['bundle.json', 'scenario.json'])('with a folder in the place of %s is refused', (name) => {
    rmSync(join(left.bundle, name));
    mkdirSync(join(left.bundle, name));
    expect(refusal()).toBe(`/${name} cannot be read: it is a folder`);
  });

  it.each([
    ['"advance"', '"fly"'],
    ['1000000', '"soon"'],
    ['"steps": [', '"steps": [ {"index": 0, "action": {"kind": "uds"}},'],
  ])('with another compiled scenario is refused: %s as %s', (from, to) => {
    left.change('scenario.json', from, to);
    expect(refusal()).toBe('/scenario.json is not the one that was run: its hash differs from that in bundle.json');
  });

  it.each([
    ['scenario.json', '[]', /is not a compiled scenario$/],
    ['scenario.json', '{"name":', /cannot be read: /],
    ['bundle.json', '{"bundle": 1}', /does not describe a bundle: name is missing/],
    ['bundle.json', '{"toString": 1}', /does not describe a bundle: bundle must be 1/],
    ['bundle.json', 'no JSON', /cannot be read: /],
  ])('of somebody else is refused: %s with %s', (name, text, why) => {
    writeFileSync(join(left.bundle, name), text);
    expect(refusal()).toMatch(why);
  });

  it('that is not there is refused', () => {
    rmSync(left.bundle, { recursive: true });
    expect(existsSync(left.bundle)).toBe(false);
    expect(refusal()).toMatch(/^\/bundle\.json cannot be read: ENOENT/);
  });
});
