import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hashText } from '../../../../hil/run/bundle-format.ts';
import { readBundle } from '../../../../hil/run/read-bundle.ts';
import { replayBundle, type Replayed } from '../../../../hil/run/replay-bundle.ts';
import { LeftBundle } from './left-bundle.ts';

/** As the car wrote it before 2026-11-29. */
const FORMER_LINE =
  '{"timeUs":50984,"kind":"hand","source":"hand","event":"vehicle-changed","change":{"doors":{"driver":true}}}\n';

let left: LeftBundle;

beforeEach(async () => {
  left = new LeftBundle();
  await left.write();
});
afterEach(() => left.remove());

function replay(): Promise<Replayed> {
  return replayBundle(readBundle(left.bundle));
}

/** Puts another scenario into the bundle, as if it had been compiled to it. */
function compiledTo(from: string, to: string): void {
  const { length } = left.text('bundle.json');
  const before = hashText(left.text('scenario.json'));
  left.change('scenario.json', from, to);
  left.change('bundle.json', before, hashText(left.text('scenario.json')));
  expect(left.text('bundle.json')).toHaveLength(length);
}

describe('a bundle that is replayed', () => {
  it('gives the same result and the same trace', async () => {
    const { result, difference, compared, traceIsWhole, hasFormerNames } = await replay();
    expect([result.verdict, result.seed, difference, traceIsWhole, hasFormerNames]).toEqual([
      ...['fail', 1, null, true, false],
    ]);
    expect(compared).toBe(left.text('trace.jsonl').split('\n').length - 1);
  });

  it('is the same where it is from before 2026-11-29, and its trace calls a stimulus a hand', async () => {
    await left.write('{ vehicle: { doors: { driver: true } } }');
    left.change('trace.jsonl', '"kind":"stimulus","source":"stimulus"', '"kind":"hand","source":"hand"');
    expect(left.text('trace.jsonl')).toContain(FORMER_LINE);
    const bundle = readBundle(left.bundle);
    const { result, difference, compared, traceIsWhole, hasFormerNames } = await replayBundle(bundle);
    expect([result.verdict, difference, compared, traceIsWhole]).toEqual(['fail', null, 26, true]);
    expect(hasFormerNames).toBe(true);
    left.change('trace.jsonl', '{"driver":true}', '{"driver":false}');
    expect((await replayBundle(bundle)).difference).toMatchObject({ line: 7 });
  });

  it('ends where its guard ended the run, on a faster machine too', async () => {
    // 4 million frames: without the guard, the repetition takes as long as the run would have taken.
    await left.write('{ advance: 40 min }', 0);
    const { manifest } = readBundle(left.bundle);
    expect(manifest).toMatchObject({ verdict: 'error', guardEnd: { limitUs: 0, frames: 2048 } });
    const { result, difference, traceIsWhole } = await replay();
    expect([result.verdict, result.traceHash, difference, traceIsWhole]).toEqual([
      ...['error', manifest.traceHash, null, true],
    ]);
    expect(result.steps[0]?.got).toContain('the guard of 0 s of real time ran out');
  });

  it('without a word about a guard is repeated to its end', async () => {
    left.change('bundle.json', ' "guardEnd": null,\n', '');
    expect((await replay()).result.verdict).toBe('fail');
  });

  it('differs at the first line that does, and is compared no further', async () => {
    const lines = left.text('trace.jsonl').split('\n');
    const third = lines[2] ?? '';
    writeFileSync(
      join(left.bundle, 'trace.jsonl'),
      lines.map((line, index) => (index < 2 ? line : line.replace('"timeUs":', '"timeUs":1'))).join('\n'),
    );
    expect(await replay()).toMatchObject({
      difference: { line: 3, then: third.replace('"timeUs":', '"timeUs":1'), now: third },
      compared: 3,
      traceIsWhole: true,
    });
  });

  it('differs where the earlier trace is over before the run, or goes on after it', async () => {
    const text = left.text('trace.jsonl');
    const lines = text.trimEnd().split('\n');
    const last = lines.at(-1) ?? '';
    writeFileSync(join(left.bundle, 'trace.jsonl'), text.slice(0, -last.length - 1));
    expect((await replay()).difference).toEqual({ line: lines.length, then: null, now: last });
    writeFileSync(join(left.bundle, 'trace.jsonl'), `${text}{"more":1}\n`);
    expect((await replay()).difference).toEqual({ line: lines.length + 1, then: '{"more":1}', now: null });
  });

  it('is the same as far as a trace goes that is cut off in the middle of a line', async () => {
    const path = join(left.bundle, 'trace.jsonl');
    const lines = left.text('trace.jsonl').split('\n');
    truncateSync(path, lines.slice(0, 5).join('\n').length - 3);
    expect(await replay()).toMatchObject({ difference: null, compared: 4, traceIsWhole: false });
  });

  it('is compared with nothing where a folder is in the place of its trace', async () => {
    rmSync(join(left.bundle, 'trace.jsonl'));
    mkdirSync(join(left.bundle, 'trace.jsonl'));
    expect(await replay()).toMatchObject({ difference: null, compared: 0, traceIsWhole: false });
  });

  it('with other lines in its trace differs, and nothing worse', async () => {
    writeFileSync(join(left.bundle, 'trace.jsonl'), 'no JSON\n{"toString":1}\n');
    expect((await replay()).difference).toMatchObject({ line: 1, then: 'no JSON' });
  });
});

describe('a bundle that cannot be replayed', () => {
  it('is refused where another version has compiled what this one does not run', async () => {
    compiledTo('"advance"', '"fly"');
    await expect(replay()).rejects.toMatchObject({
      name: 'BundleError',
      message: expect.stringMatching(
        /^the scenario that version 0\.0\.9 compiled cannot be run by 0\.1\.0: /,
      ) as string,
      hint: 'replay it with version 0.0.9, or run the file in source/',
    });
  });

  it('is an internal error where this version has compiled it', async () => {
    compiledTo('"advance"', '"fly"');
    left.change('bundle.json', '"0.0.9"', '"0.1.0"');
    await expect(replay()).rejects.not.toMatchObject({ name: 'BundleError' });
  });

  it('is refused where its trace went since it was read', async () => {
    const bundle = readBundle(left.bundle);
    rmSync(join(left.bundle, 'trace.jsonl'));
    await expect(replayBundle(bundle)).rejects.toMatchObject({
      name: 'BundleError',
      message: expect.stringContaining('trace.jsonl cannot be read: ENOENT') as string,
    });
  });
});
