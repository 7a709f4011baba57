import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { NO_DOIP_FAULT, type DoipFault } from '../../../../can-bus/doip/fault-plan.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { CanPort } from '../../../../can-bus/ports/can-port.ts';
import { formatBusUrl } from '../../../../can-bus/ports/bus-url.ts';
import { openDoipClient } from '../../../../can-bus/ports/doip-client.ts';
import { openDoipServer } from '../../../../can-bus/ports/doip-server.ts';
import { parseDoip, type DoipUrl } from '../../../../can-bus/ports/doip-url.ts';
import { tlsIdentity } from '../../../../can-bus/ports/tls-identity.ts';
import { RealClock } from '../../../../can-bus/time/real-clock.ts';
import { doipTestVehicle } from '../../../support/doip-rig.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A gateway with an ECU that answers `3E 00`; twenty times as fast as real time. */
async function serve(options: string, faults: readonly Partial<DoipFault>[] = []): Promise<DoipUrl> {
  const plan = faults.map((fault): DoipFault => ({ ...NO_DOIP_FAULT, message: 'ack', ...fault }));
  const clock = new RealClock({ rate: 20 });
  closers.push(() => Promise.resolve(clock.close()));
  const url = parseDoip('x', `127.0.0.1:0${options}`);
  const server = await openDoipServer(
    { ...url, host: '127.0.0.1' },
    { vehicle: doipTestVehicle, clock, isReady: () => true, faults: { faults: () => plan, seed: () => 1 } },
  );
  server.clients.subscribe((port) => {
    port.frames.subscribe(({ id }) => {
      if (id === 0x7b5) port.send(dataFrame(0x7bd, fromHex('027E00CCCCCCCCCC')));
    });
  });
  closers.push(() => server.close());
  return parseDoip('x', server.url.slice('doip:'.length));
}

/** Our client. Its own time limits end twenty times as fast too. */
async function open(url: DoipUrl): Promise<CanPort> {
  const clock = new RealClock({ rate: 20 });
  closers.push(() => Promise.resolve(clock.close()));
  const client = await openDoipClient(url, { vehicle: doipTestVehicle, clock });
  closers.push(() => client.close());
  return client;
}

/** What the client reports first after a request: an answer, a problem, or why the connection ended. */
async function requestOn(client: CanPort): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  client.frames.subscribe(({ data }) => resolve(toHex(data.subarray(0, 3))));
  client.status.subscribe((status) => {
    if (status.kind === 'trouble' || status.kind === 'closed') resolve(status.reason);
  });
  client.send(dataFrame(0x7b5, fromHex('023E00CCCCCCCCCC')));
  return promise;
}

describe('a fault of the gateway, as our client reports it', () => {
  it.each<[string, Partial<DoipFault>, string, string]>([
    ['code 00', { code: 0x00 }, 'unknown source address (code 0x00)', '?source=0E80'],
    ['code 01', { code: 0x01 }, 'no socket is free (code 0x01)', 'disconnect another tester'],
    ['code 03', { code: 0x03 }, 'active on another socket (code 0x03)', '?source=0E80'],
    ['code 04', { code: 0x04 }, 'authentication is missing (code 0x04)', 'has the authentication'],
    ['code 02', { code: 0x02 }, 'active on this socket (code 0x02)', '?source=0E80'],
    ['code 05', { code: 0x05 }, 'confirmation is rejected (code 0x05)', 'confirm diagnostics'],
    ['code 06', { code: 0x06 }, 'unsupported activation type (code 0x06)', 'type 0x00 (default) only'],
    ['code 07', { code: 0x07 }, 'a TLS connection is required (code 0x07)', '?tls=on'],
    ['code 11', { code: 0x11 }, 'confirmation is required (code 0x11)', 'confirm diagnostics'],
    ['code 99', { code: 0x99 }, 'unknown (code 0x99)', 'look up code 0x99'],
    ['a rejected header', { headerNack: 0x03 }, 'out of memory (code 0x03)', 'a DoIP gateway listens'],
    ['a wrong header', { wrongInverse: true }, 'invalid header: incorrect version', 'a DoIP gateway listens'],
    ['an end inside the message', { cut: 5 }, 'ended the connection within a message', 'a DoIP gateway listens'],
    ['a closed socket', { cut: 0 }, 'closed the connection', 'a DoIP gateway listens'],
  ])('routing activation: %s', async (_, fault, reason, hint) => {
    const url = await serve('', [{ message: 'activation', ...fault }]);
    await expect(open(url)).rejects.toMatchObject({
      code: 'bench',
      message: expect.stringContaining(reason) as string,
      hint: expect.stringContaining(hint) as string,
    });
  });

  it.each<[string, Partial<DoipFault>, string]>([
    ['none', { probability: 0 }, '027E00'],
    ['a late acknowledge', { delayMs: 500 }, '027E00'],
    ['acknowledge and response in one segment', { join: true }, '027E00'],
    ['a split acknowledge', { split: 3 }, '027E00'],
    ['a split response', { message: 'response', split: 1 }, '027E00'],
    ['negative acknowledge 02', { code: 2 }, 'the gateway refuses a request: invalid source address (code 0x02)'],
    ['negative acknowledge 03', { code: 3 }, 'the gateway refuses a request: unknown target address (code 0x03)'],
    ['negative acknowledge 04', { code: 4 }, 'the gateway refuses a request: diagnostic message too large (code 0x04)'],
    ['negative acknowledge 05', { code: 5 }, 'the gateway refuses a request: out of memory (code 0x05)'],
    ['negative acknowledge 06', { code: 6 }, 'the gateway refuses a request: target unreachable (code 0x06)'],
    ['negative acknowledge 07', { code: 7 }, 'the gateway refuses a request: unknown network (code 0x07)'],
    ['negative acknowledge 08', { code: 8 }, 'the gateway refuses a request: transport protocol error (code 0x08)'],
    ['a rejected header', { headerNack: 4 }, 'the gateway rejects a message: invalid payload length (code 0x04)'],
    [
      'a wrong inverse version',
      { wrongInverse: true },
      'a message from the vehicle has an invalid header: incorrect version or inverse version (code 0x00)',
    ],
    ['an end inside a message', { cut: 5 }, 'the vehicle ended the connection within a message'],
    ['a closed socket', { cut: 0 }, 'the other side closed the connection'],
  ])('a request: %s', async (_, fault, expected) => {
    expect(await requestOn(await open(await serve('', [fault])))).toBe(expected);
  });

  it('a request without an acknowledge is known before the 2 s are over, and forgotten with the acknowledge', async () => {
    const silent = await open(await serve('', [{ drop: true }]));
    expect(await requestOn(silent)).toBe('027E00');
    expect(silent.requestProblem?.()?.reason).toMatch(/^the gateway has not acknowledged the request/);
    const served = await open(await serve(''));
    expect(await requestOn(served)).toBe('027E00');
    expect(served.requestProblem?.()).toBeNull();
    const refusing = await open(await serve('', [{ code: 3 }]));
    await requestOn(refusing);
    expect(refusing.requestProblem?.()?.hint).toContain('--profile FILE');
  });

  it('a request: no acknowledge within 2 s', async () => {
    const url = await serve('', [{ drop: true }, { message: 'response', delayMs: 30_000 }]);
    expect(await requestOn(await open(url))).toBe('the gateway has not acknowledged a request within 2 s');
  });
});

describe('TLS', () => {
  it('DOIP-23: connects to this machine with any certificate', async () => {
    const url = await serve('?tls=on&tlsPort=0');
    expect(await requestOn(await open(url))).toBe('027E00');
  });

  it('DOIP-23: refuses a plain connection where TLS is required', async () => {
    const url = await serve('?tls=required&tlsPort=0');
    expect(await requestOn(await open(url))).toBe('027E00');
    await expect(open({ ...url, tls: null })).rejects.toMatchObject({
      message: expect.stringContaining('a TLS connection is required') as string,
      hint: 'connect with TLS: ?tls=on',
    });
  });

  it('names a port that does not speak TLS, and one that speaks only TLS', async () => {
    const url = await serve('?tls=on&tlsPort=0');
    const { tls } = url;
    if (tls === null) throw new Error('no TLS');
    await expect(open({ ...url, tls: { ...tls, port: url.port } })).rejects.toMatchObject({
      code: 'bench',
      hint: expect.stringContaining('does not speak TLS') as string,
    });
    await expect(open({ ...url, port: tls.port, tls: null })).rejects.toMatchObject({
      code: 'bench',
      hint: expect.stringContaining('?tls=on') as string,
    });
  });

  it('refuses another certificate than the given one', async () => {
    const url = await serve('?tls=on&tlsPort=0');
    const { cert } = await tlsIdentity('x', { cert: null, key: null });
    const folder = mkdtempSync(join(tmpdir(), 'vsk-doip-'));
    closers.push(() => Promise.resolve(rmSync(folder, { recursive: true })));
    const file = join(folder, 'other.pem');
    writeFileSync(file, cert);
    if (url.tls === null) throw new Error('no TLS');
    await expect(open({ ...url, tls: { ...url.tls, cert: file } })).rejects.toMatchObject({
      code: 'bench',
      hint: expect.stringContaining(`another certificate than that in ${file}`) as string,
      message: expect.stringContaining(formatBusUrl({ ...url, tls: { ...url.tls, cert: file } })) as string,
    });
  });
});
