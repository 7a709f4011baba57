import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { explain, type ExplainFlags } from '../../../../../hil/cli/commands/explain-action.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { pageBlock } from '../../../../support/page-block.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const FLAGS: ExplainFlags = { bitrate: 500_000 };
const GOOD = '(1.000000) can0 7E0#0322F190\n(1.005000) can0 7E8#0462F19041\n';
const LATE = '(1.000000) can0 7E0#0322F190\n(1.080000) can0 7E8#037F2231\n';

function run(name: string, flags: Partial<ExplainFlags> = {}): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => explain(folder.path(name), { ...FLAGS, ...flags }, terminal));
}

describe('smartkey explain', () => {
  it('exits 0 where all rules are kept, and prints each exchange and the summary', async () => {
    folder.write('good.log', GOOD);
    const { exitCode, out } = await run('good.log');
    expect(exitCode).toBe(0);
    expect(out.slice(0, 2)).toEqual([
      '      1.000000 s  7E0 → 7E8  22 readDataByIdentifier: F190 VIN',
      '                  5 ms: 41',
    ]);
    expect((await run('good.log', { summary: true })).out[0]).toBe('can0: 2 frames in 0.005 s, 2 ids');
  });

  it('exits 1 where a rule is broken, and writes it as JUnit and as a page', async () => {
    folder.write('late.log', LATE);
    const [junit, html] = [folder.path('late.xml'), folder.path('late.html')];
    expect((await run('late.log', { junit, html })).exitCode).toBe(1);
    const xml = readFileSync(junit, 'utf8');
    expect(xml).toContain('tests="64" failures="1"');
    expect(xml).toContain('7E8: response after 80 ms, P2 is 50 ms  [7F 22 31]');
    expect(pageBlock(readFileSync(html, 'utf8'), 'viewer')).toMatchObject({ title: 'late.log' });
  });

  it('has one JSON value a line, the summary last', async () => {
    folder.write('good.log', GOOD);
    const { out } = await run('good.log', { json: true });
    expect(out.map((line): unknown => JSON.parse(line))).toMatchObject([{ kind: 'exchange' }, { kind: 'summary' }]);
  });

  it('exits 2 where a line cannot be read, unless it may be skipped', async () => {
    folder.write('bad.log', `nonsense\n${GOOD}`);
    const end = await run('bad.log');
    expect(end.exitCode).toBe(2);
    expect(end.err.at(-1)).toBe('hint: use --skip-bad to skip these and explain the rest');
    expect((await run('bad.log', { skipBad: true })).exitCode).toBe(0);
  });

  it.each([
    [{ from: 'asc' }, '--from'],
    [{ skipBad: true }, '--skip-bad'],
  ] as const)('refuses %j with a bus, which has no log', async (flags, name) => {
    const terminal = new KeptTerminal();
    const { exitCode, err } = await ended(terminal, () =>
      explain(undefined, { ...FLAGS, ...flags, bus: 'slcan-tcp:127.0.0.1:1' }, terminal),
    );
    expect([exitCode, err[0]]).toEqual([2, expect.stringContaining(`error: ${name} has no effect: `)]);
  });

  it('follows the ids that are given', async () => {
    folder.write('own.log', '(1.000000) can0 6F1#12023E00\n(1.005000) can0 612#F1027E00\n');
    const { out } = await run('own.log', { pair: ['6F1/12:612/F1'] });
    expect(out[0]).toContain('6F1/12 → 612/F1  3E testerPresent');
  });

  it('has the names, values and units of a PDX package', async () => {
    folder.write('body.log', '(1.000000) can0 750#4003221101\n(1.005000) can0 758#400462110101\n');
    const pdx = fileURLToPath(new URL('../../../../../ecu-sim/signals/virtual-smart-key.pdx', import.meta.url));
    const { out } = await run('body.log', { pdx });
    expect(out[0]).toContain('22 readDataByIdentifier: Doors (11 01)');
    expect(out[1]).toContain("driver's door open yes, front passenger door open no");
  });

  it('has a page with the exchanges of other ECUs, and the rules that are broken', async () => {
    folder.write('late.log', LATE);
    const html = folder.path('late.html');
    await run('late.log', { html, quiet: true });
    const text = JSON.stringify(pageBlock(readFileSync(html, 'utf8'), 'viewer'));
    expect(text).toContain('22 readDataByIdentifier: F190 VIN: refused, 0x31 requestOutOfRange');
    expect(text).toContain('Rule 18 broken: 7E8: response after 80 ms, P2 is 50 ms [7F 22 31]');
  });

  it.each([
    [{ pdx: 'nothing.pdx' }, '--pdx: file not found: "nothing.pdx"'],
    [{ pair: ['6F1:612/F1'] }, '--pair "6F1:612/F1" is no pair of ids'],
    [{ pair: ['FFFFFFFF:1'] }, '--pair "FFFFFFFF:1": FFFFFFFF is no CAN id'],
    [{ bus: 'virtual' }, 'explain needs exactly one source'],
  ])('refuses %j', async (flags, problem) => {
    folder.write('good.log', GOOD);
    const terminal = new KeptTerminal();
    await expect(explain(folder.path('good.log'), { ...FLAGS, ...flags }, terminal)).rejects.toThrow(problem);
  });
});
