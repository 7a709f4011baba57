import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { DoipReader, encodeDoip } from '../../../../can-bus/doip/message.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { openDoipClient } from '../../../../can-bus/ports/doip-client.ts';
import { RealClock } from '../../../../can-bus/time/real-clock.ts';
import { ACTIVATED, doipTestVehicle } from '../../../support/doip-rig.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** What the entity has received. */
const received: string[] = [];

/** A scripted entity: what it answers to each message, by the message in hexadecimal digits. */
async function entity(answers: Readonly<Record<string, string>>): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    const reader = new DoipReader({ accepts: () => true, allows: () => true, maxPayload: 100 });
    socket.on('data', (bytes) => {
      reader.push(bytes, (item) => {
        if (item.kind === 'rejected') return;
        const message = toHex(encodeDoip(item.version, item.type, item.payload));
        received.push(message);
        const answer = answers[message];
        if (answer !== undefined) socket.write(fromHex(answer));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

const ACTIVATION = '02FD0005000000070E000000000000';

async function open(port: number): ReturnType<typeof openDoipClient> {
  const clock = new RealClock();
  closers.push(() => Promise.resolve(clock.close()));
  const url = { kind: 'doip', host: '127.0.0.1', port, source: 0x0e00, vin: null, eid: null, tls: null } as const;
  return openDoipClient(url, { vehicle: doipTestVehicle, clock });
}

it('activates routing, answers alive checks, and carries requests and responses', async () => {
  const port = await entity({
    [ACTIVATION]: `${ACTIVATED.replace('0E80', '0E00')}02FD000700000000`,
    '02FD8001000000060E0010003E00': '02FD80020000000510000E000002FD80010000000610000E007E00',
  });
  const client = await open(port);
  const answer = new Promise<string>((resolve) => {
    client.frames.subscribe(({ id, data }) => resolve(`${id.toString(16)} ${toHex(data)}`));
  });
  client.send(dataFrame(0x7b5, fromHex('023E00CCCCCCCCCC')));
  expect(await answer).toBe('7bd 027E00CCCCCCCCCC');
  expect(received).toContain('02FD0008000000020E00');
  await client.close();
});

it('reports why routing activation was refused', async () => {
  const port = await entity({ [ACTIVATION]: '02FD0006000000090E0010000300000000' });
  await expect(open(port)).rejects.toMatchObject({
    code: 'bench',
    message: expect.stringContaining('the source address is active on another socket') as string,
  });
});

it('hands the answer to a request to all ECUs over on the channel where CAN has it', async () => {
  const port = await entity({
    [ACTIVATION]: ACTIVATED.replace('0E80', '0E00'),
    '02FD8001000000060E00E4003E00': '02FD800200000005E4000E000002FD80010000000617500E007E00',
  });
  const client = await open(port);
  const answer = new Promise<string>((resolve) => {
    client.frames.subscribe(({ id, data }) => resolve(`${id.toString(16)} ${toHex(data)}`));
  });
  client.send(dataFrame(0x7df, fromHex('023E00CCCCCCCCCC')));
  expect(await answer).toBe('7bd 027E00CCCCCCCCCC');
  await client.close();
});

const REQUEST = '02FD8001000000060E0010003E00';
const ACKNOWLEDGE = '02FD80020000000510000E0000';
const RESPONSE = '02FD80010000000610000E007E00';
const REFUSED = '02FD80030000000510000E0006';

it.each([
  ['before its acknowledge', RESPONSE + ACKNOWLEDGE, []],
  ['before two acknowledges', RESPONSE + ACKNOWLEDGE + ACKNOWLEDGE, []],
  [
    'before its negative acknowledge, which is reported',
    RESPONSE + REFUSED,
    ['the gateway refuses a request: target unreachable (code 0x06)'],
  ],
])('A1: hands over a response that comes %s, once, and the next request works', async (_how, answers, warnings) => {
  const second = REQUEST.replace('3E00', '1001');
  const port = await entity({
    [ACTIVATION]: ACTIVATED.replace('0E80', '0E00'),
    [REQUEST]: answers,
    [second]: ACKNOWLEDGE + RESPONSE.replace('7E00', '5001'),
  });
  const client = await open(port);
  const frames: string[] = [];
  const troubles: string[] = [];
  client.status.subscribe((status) => {
    if (status.kind === 'trouble') troubles.push(status.reason);
  });
  const heard = Promise.withResolvers<undefined>();
  const heardNext = Promise.withResolvers<undefined>();
  client.frames.subscribe(({ id, data }) => {
    frames.push(`${id.toString(16)} ${toHex(data)}`);
    (frames.length === 1 ? heard : heardNext).resolve(undefined);
  });
  client.send(dataFrame(0x7b5, fromHex('023E00CCCCCCCCCC')));
  await heard.promise;
  client.send(dataFrame(0x7b5, fromHex('021001CCCCCCCCCC')));
  await heardNext.promise;
  expect(frames).toEqual(['7bd 027E00CCCCCCCCCC', '7bd 025001CCCCCCCCCC']);
  expect(troubles).toEqual(warnings);
  await client.close();
});
