import { duplexPair } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { openSlcanChannel } from '../../../../can-bus/ports/slcan-channel.ts';
import { TextEnd } from './text-end.ts';

const URL = 'slcan:/dev/ttyACM0';
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** An adapter that says this once it is spoken to; null hangs up. */
function open(
  said: string | null,
  answerTimeoutMs?: number,
): { readonly adapter: TextEnd; readonly opening: ReturnType<typeof openSlcanChannel> } {
  const [ours, theirs] = duplexPair();
  const adapter = new TextEnd(theirs);
  theirs.once('data', () => {
    if (said === null) adapter.end();
    else adapter.say(said);
  });
  const options = { url: URL, bitRate: 500_000, ...(answerTimeoutMs === undefined ? {} : { answerTimeoutMs }) };
  return { adapter, opening: openSlcanChannel(ours, options) };
}

describe('the channel of an SLCAN adapter', () => {
  it('is opened with C, S6 and O, carries frames, and is closed with C', async () => {
    const { adapter, opening } = open('\r\r\r');
    const { port, isAnswered } = await opening;
    expect([isAnswered, port.url]).toEqual([true, URL]);
    expect(port.send(dataFrame(0x7b5, fromHex('02 3E 00')))).toBe(true);
    await adapter.until('C\rS6\rO\rt7B53023E00\r');
    await port.close();
    expect(adapter.received).toBe('C\rS6\rO\rt7B53023E00\rC\r');
  });

  it('is taken as open where the adapter answers nothing in time', async () => {
    const { opening } = open('', 1);
    const { port, isAnswered } = await opening;
    closers.push(() => port.close());
    expect(isAnswered).toBe(false);
  });

  it('is refused by an adapter that answers O with an error, in its own words', async () => {
    await expect(open('V1010\r\r\r\x07').opening).rejects.toMatchObject({
      code: 'bench',
      message: `${URL} does not open its channel; it says "V1010"`,
      hint: 'is it an SLCAN adapter for 500 kbit/s?',
      context: { url: URL },
    });
  });

  it('is not opened where the other side hangs up', async () => {
    await expect(open(null).opening).rejects.toMatchObject({
      code: 'bench',
      message: `${URL} closed the connection`,
      hint: 'is it an SLCAN adapter?',
    });
  });

  it('names the other tool as the cause where the adapter says that it is busy', async () => {
    const { adapter, opening } = open('\x07info: busy: another is connected\r');
    const refused = expect(opening).rejects.toMatchObject({
      message: `${URL} closed the connection; it says "info: busy: another is connected"`,
      hint: 'it serves one client at a time: end the other tool',
    });
    await adapter.until('C\rS6\rO\r');
    adapter.end();
    await refused;
  });
});
