import { describe, expect, it } from 'vitest';
import { findCircle, importGraph, importsOf } from './imports.ts';
import { LAYERS } from './layers.ts';
import { sourceFiles, type SourceFile } from './source-files.ts';

/** The package of a file: its top folder, in `hil` the folder below; a file that lies in `hil` itself is one of its own. */
function packageOf(path: string): string {
  const [top = '', folder = ''] = path.split('/');
  return top === 'hil' ? `${top}/${folder}` : top;
}

function layerOf(path: string): number {
  return LAYERS.findIndex((layer) => layer.includes(packageOf(path)));
}

const files = sourceFiles('{can-bus,ecu-sim,hil}/**/*.{ts,tsx}');
const isOfProject = (target: string): boolean => /^(can-bus|ecu-sim|hil|tests|scenarios)\//.test(target);

function wrongImports(file: SourceFile): readonly string[] {
  return importsOf(file)
    .filter((target) => isOfProject(target) && packageOf(target) !== packageOf(file.path))
    .filter((target) => layerOf(target) < 0 || layerOf(target) >= layerOf(file.path))
    .map((target) => `${file.path} imports ${target}`);
}

describe('the layers', () => {
  it('hold every file', () => {
    expect(files.length).toBeGreaterThan(400);
    expect(files.filter(({ path }) => layerOf(path) < 0).map(({ path }) => path)).toEqual([]);
    for (const name of LAYERS.flat()) expect(files.some(({ path }) => packageOf(path) === name)).toBe(true);
  });

  it('import downwards only', () => {
    expect(files.flatMap(wrongImports)).toEqual([]);
  });

  it('an import upwards, or from a neighbour in the same layer, would be found', () => {
    const text = "import { Car } from '../car/car.ts';\nimport type { Http } from '../http/route.ts';\n";
    expect(wrongImports({ path: 'hil/tester/x.ts', text })).toEqual([
      'hil/tester/x.ts imports hil/car/car.ts',
      'hil/tester/x.ts imports hil/http/route.ts',
    ]);
    expect(wrongImports({ path: 'hil/cli/x.ts', text })).toEqual([]);
  });

  it('have no circle of files, imports of types included', () => {
    expect(findCircle(importGraph(files))).toBeNull();
  });

  it('a circle would be found', () => {
    const circle = [
      { path: 'a.ts', text: "import type { B } from './b.ts';" },
      { path: 'b.ts', text: "export * from './c.ts';" },
      { path: 'c.ts', text: "const a = await import('./a.ts');" },
    ];
    expect(findCircle(importGraph(circle))).toEqual(['a.ts', 'b.ts', 'c.ts', 'a.ts']);
  });

  it('keep files and processes out of the ECU and the bus, adapters apart', () => {
    const outside = /^(node:)?(fs|fs\/promises|net|http|https|child_process|worker_threads|dgram|tty|readline)$/;
    const wrong = files
      .filter(({ path }) => !path.startsWith('hil/') && !path.startsWith('can-bus/ports/'))
      .flatMap((file) =>
        importsOf(file).flatMap((target) => (outside.test(target) ? [`${file.path} imports ${target}`] : [])),
      );
    expect(wrong).toEqual([]);
  });

  it('keep rxjs at the edge: can-bus outside its ports and ecu-sim have none', () => {
    const wrong = files
      .filter(({ path }) => !path.startsWith('hil/') && !path.startsWith('can-bus/ports/'))
      .filter((file) => importsOf(file).some((target) => target === 'rxjs' || target.startsWith('rxjs/')));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});
