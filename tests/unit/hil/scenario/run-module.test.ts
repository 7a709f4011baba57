import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runModule, type ModuleEnd } from '../../../../hil/scenario/run-module.ts';

const folder = mkdtempSync(join(tmpdir(), 'vsk-run-module-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LONG_S = 60;

let made = 0;
async function endOf(code: string, limitS = LONG_S): Promise<{ readonly end: ModuleEnd; readonly printed: string }> {
  made += 1;
  const file = join(folder, `${made}.mjs`);
  writeFileSync(file, code);
  let printed = '';
  const end = await runModule(pathToFileURL(file).href, { print: (text) => (printed += text), limitS });
  return { end, printed };
}

describe('code of a scenario file', () => {
  it('gives its default export, and is ended', async () => {
    const { end } = await endOf('setInterval(() => {}, 1000); export default { a: [1] };');
    expect(end).toEqual({ kind: 'exported', value: { a: [1] } });
  });

  it('cannot end the process', async () => {
    expect((await endOf('process.exit(0);')).end).toEqual({ kind: 'exit', exitCode: 0 });
    expect((await endOf('try { process.exit(7); } catch {} export default 1;')).end).toEqual({
      kind: 'exit',
      exitCode: 7,
    });
  });

  it('that waits for nothing is found out', async () => {
    expect((await endOf('await new Promise(() => {});')).end).toEqual({ kind: 'unsettled' });
  });

  it.each([
    ["Promise.reject(new Error('later')); export default 1;", 'later'],
    ["setTimeout(() => { throw new Error('timer'); }, 0); export default 1;", 'timer'],
    ["setImmediate(() => { throw new Error('soon'); }); export default 1;", 'soon'],
    ["throw new Error('at once');", 'at once'],
    ["throw 'a text';", 'a text'],
  ])('that leaves an error behind has failed: %s', async (code, reason) => {
    expect((await endOf(code)).end).toMatchObject({ kind: 'failed', reason });
  });

  it('prints where its reader says, in order, up to its end', async () => {
    const lines = "for (let i = 0; i < 3; i++) console.log('line', i); console.error('trouble');";
    const printed = 'line 0\nline 1\nline 2\ntrouble\n';
    expect(await endOf(`${lines} export default 1;`)).toEqual({ end: { kind: 'exported', value: 1 }, printed });
    expect(await endOf(`${lines} process.exit(1);`)).toEqual({ end: { kind: 'exit', exitCode: 1 }, printed });
  });

  it('has to export plain data', async () => {
    const { end } = await endOf('export default { run() {} };');
    expect(end).toMatchObject({ kind: 'not-data', reason: expect.stringContaining('could not be cloned') as string });
  });

  it('that never stops is stopped', async () => {
    expect((await endOf('for (;;);', 0.5)).end).toEqual({ kind: 'endless', limitS: 0.5 });
  });
});
