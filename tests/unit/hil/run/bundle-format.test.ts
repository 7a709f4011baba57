import { describe, expect, it } from 'vitest';
import { hashText, parseManifest } from '../../../../hil/run/bundle-format.ts';

const MANIFEST = {
  ...{ bundle: 1, name: 'A', scenario: 'a.yaml', seed: 7, profile: {}, bench: 'virtual', verdict: 'fail' },
  ...{ traceHash: null, scenarioHash: 'x', versions: { 'virtual-smart-key': '1.0.0', node: 'v24' }, commit: null },
  ...{ command: 'smartkey run', repeat: 'smartkey run a.yaml', guardEnd: { limitUs: 7, frames: 9 } },
};

describe('the manifest of a bundle', () => {
  it('is read as it was written', () => {
    expect(parseManifest(MANIFEST)).toEqual(MANIFEST);
  });

  it.each([
    { ...MANIFEST, bundle: 2 },
    { ...MANIFEST, seed: -1 },
    { ...MANIFEST, seed: 1.5 },
    { ...MANIFEST, verdict: 'skipped' },
    { ...MANIFEST, versions: {} },
    null,
  ])('is refused in any other form: %#', (value) => {
    expect(() => parseManifest(value)).toThrow();
  });

  it('has the SHA-256 of its scenario', () => {
    expect(hashText('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
