import { dirname, join } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { sourceFiles, type SourceFile } from './source-files.ts';

/** A room may import from itself and from those before it. */
const ROOMS = ['can-bus', 'ecu-sim', 'hil'];

function importsOf({ path, text }: SourceFile): readonly string[] {
  const specifiers = text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  return [...specifiers].map(([, specifier = '']) =>
    specifier.startsWith('.') ? join(dirname(path), specifier) : specifier,
  );
}

describe('the rooms', () => {
  const files = sourceFiles('{can-bus,ecu-sim,hil}/**/*.ts');

  it('are all looked at', () => {
    expect(files.length).toBeGreaterThan(80);
    for (const room of ROOMS) expect(files.some(({ path }) => path.startsWith(`${room}/`))).toBe(true);
  });

  it('import in one direction only: can-bus ← ecu-sim ← hil', () => {
    const wrong = files.flatMap((file) => {
      const room = ROOMS.indexOf(file.path.split('/', 1).join());
      return importsOf(file).flatMap((target) => {
        const other = target.split('/', 1).join();
        const isInside =
          !target.startsWith('.') && (ROOMS.includes(other) ? ROOMS.indexOf(other) <= room : other !== 'tests');
        return isInside ? [] : [`${file.path} imports ${target}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('the ECU and the bus know nothing of files and processes outside the adapters', () => {
    const outside = /^(node:)?(fs|fs\/promises|net|http|https|child_process|worker_threads|dgram|tty|readline)$/;
    const wrong = files
      .filter(({ path }) => !path.startsWith('hil/') && !path.startsWith('can-bus/ports/'))
      .flatMap((file) =>
        importsOf(file).flatMap((target) => (outside.test(target) ? [`${file.path} imports ${target}`] : [])),
      );
    expect(wrong).toEqual([]);
  });

  it('rxjs stays at the edge: can-bus outside its ports and ecu-sim have none', () => {
    const wrong = files
      .filter(({ path }) => !path.startsWith('hil/') && !path.startsWith('can-bus/ports/'))
      .filter((file) => importsOf(file).some((target) => target === 'rxjs' || target.startsWith('rxjs/')));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});
