import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { openSlcanPtyServer } from '../../../../can-bus/ports/slcan-pty-server.ts';
import { next, observe, written, type Served } from '../../../integration/support/served-port.ts';
import { openTerminal } from './open-terminal.ts';
import { TextEnd } from './text-end.ts';

let folder: string;
let path: string;
const closers: (() => Promise<void>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smartkey-pty-'));
  path = join(folder, 'car');
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

async function serve(limits?: { readonly frames: number; readonly bytes: number }): Promise<Served> {
  const options = { vehicleTimeUs: (): number => 0, ...(limits === undefined ? {} : { limits }) };
  const server = await openSlcanPtyServer({ kind: 'slcan-pty', path }, options);
  closers.push(() => server.close());
  return observe(server);
}

function openTool(): TextEnd {
  const { stream } = openTerminal(path);
  closers.push(() => Promise.resolve(void stream.destroy()));
  return new TextEnd(stream);
}

describe('the SLCAN adapter that we play on a pseudo-terminal', () => {
  it('is at its path, with one client from the start', async () => {
    const served = await serve();
    expect(served.server.url).toBe(`slcan-pty:${path}`);
    expect(served.reported).toEqual([{ kind: 'listening', url: `slcan-pty:${path}` }]);
    const car = await next(served.clients);
    const tool = openTool();
    tool.say('S6\rO\rt7B53023E00\r');
    await tool.until('\r\rz\r');
    expect(written(await next(served.frames))).toBe('7B5#023E00');
    car.send(dataFrame(0x7bd, fromHex('02 7E 00')));
    await tool.until('\r\rz\rt7BD3027E00\r');
  });

  it('removes its path when it is closed', async () => {
    const served = await serve();
    await served.server.close();
    expect(existsSync(path)).toBe(false);
    expect(served.reported.map(({ kind }) => kind)).toEqual(['listening', 'client-left', 'closed']);
  });

  it('closes the channel of a tool that no longer reads, and drops what waited', async () => {
    const served = await serve({ frames: 1, bytes: 1_000 });
    const car = await next(served.clients);
    const tool = openTool();
    tool.say('O\r');
    await tool.until('\r');
    const frame = dataFrame(0x7bd, fromHex('02 7E 00'));
    expect([car.send(frame), car.send(frame)]).toEqual([true, false]);
    expect(served.reported.at(-1)).toEqual({
      kind: 'trouble',
      reason: `slcan-pty:${path}: it lagged behind by more than 1 frames or 1000 bytes: waiting data was dropped`,
    });
    tool.say('O\r');
    await tool.until('\r\r');
  });

  it('is not opened where something else is at the path', async () => {
    writeFileSync(path, 'mine');
    await expect(serve()).rejects.toMatchObject({
      code: 'bench',
      message: `${path} is taken: something else exists there`,
    });
  });
});
