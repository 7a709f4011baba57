import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mutatedPart } from '../../mutants/packages.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

describe('what is mutated', () => {
  it('is a package by its name', () => {
    expect(mutatedPart(ROOT, 'uds')).toMatchObject({ name: 'uds', sources: ['can-bus/uds/*.ts'] });
  });

  it('is a folder of a package, with the tests of the package', () => {
    const { tests } = mutatedPart(ROOT, 'ecu-sim');
    const engine = { name: 'ecu-sim/engine', sources: ['ecu-sim/engine/**/*.ts'], tests };
    expect(mutatedPart(ROOT, 'ecu-sim/engine')).toMatchObject(engine);
    expect(mutatedPart(ROOT, 'ecu-sim/engine/')).toMatchObject(engine);
  });

  it('is one file of a package', () => {
    const file = 'ecu-sim/engine/read-engine.ts';
    expect(mutatedPart(ROOT, file)).toMatchObject({ name: file, sources: [file] });
  });

  it.each(['ecu-sim/motor', 'hil/console', 'motor'])('is nothing where %s is in no package', (name) => {
    expect(() => mutatedPart(ROOT, name)).toThrow(
      `"${name}" is no package, and no folder or file of one: ` +
        'name isotp, uds, virtual-bus, ecu-sim, a path in one of them or all',
    );
  });
});
