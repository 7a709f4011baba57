import { dirname, join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { sourceFiles, type SourceFile } from './source-files.ts';

/** A layer may import from itself and from those before it. */
const LAYERS = ['can-bus', 'ecu-sim', 'hil'];

function importsOf({ path, text }: SourceFile): readonly string[] {
  const specifiers = text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  return [...specifiers].map(([, specifier = '']) =>
    specifier.startsWith('.') ? join(dirname(path), specifier) : specifier,
  );
}

describe('the layers', () => {
  const files = sourceFiles('{can-bus,ecu-sim,hil}/**/*.ts');

  it('are all checked', () => {
    expect(files.length).toBeGreaterThan(80);
    for (const layer of LAYERS) expect(files.some(({ path }) => path.startsWith(`${layer}/`))).toBe(true);
  });

  it('import in one direction only: can-bus ← ecu-sim ← hil', () => {
    const wrong = files.flatMap((file) => {
      const layer = LAYERS.indexOf(file.path.split('/', 1).join());
      return importsOf(file).flatMap((target) => {
        const other = target.split('/', 1).join();
        const isInside =
          !target.startsWith('.') && (LAYERS.includes(other) ? LAYERS.indexOf(other) <= layer : other !== 'tests');
        return isInside ? [] : [`${file.path} imports ${target}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('the ECU and the bus use no files and processes outside the adapters', () => {
    const outside = /^(node:)?(fs|fs\/promises|net|http|https|child_process|worker_threads|dgram|tty|readline)$/;
    const wrong = files
      .filter(({ path }) => !path.startsWith('hil/') && !path.startsWith('can-bus/ports/'))
      .flatMap((file) =>
        importsOf(file).flatMap((target) => (outside.test(target) ? [`${file.path} imports ${target}`] : [])),
      );
    expect(wrong).toEqual([]);
  });

  it('rxjs is only in the adapters: can-bus outside its ports and ecu-sim have none', () => {
    const wrong = files
      .filter(({ path }) => !path.startsWith('hil/') && !path.startsWith('can-bus/ports/'))
      .filter((file) => importsOf(file).some((target) => target === 'rxjs' || target.startsWith('rxjs/')));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});
