import assert from 'node:assert/strict';
import { join } from 'node:path';
import { toHex } from '../../../can-bus/bytes/hex.ts';
import { isoTpConfig } from '../../../can-bus/isotp/defaults.ts';
import type { IsoTpConfig } from '../../../can-bus/isotp/types.ts';
import { background, hasEnded, linesOf, receivers, shell, until } from './bench.ts';
import type { Check } from './check.ts';
import { isoTpPeer } from './isotp-peer.ts';

const NATIVE_ISOTP = join(import.meta.dirname, '../python/native_isotp.py');

/** One byte; the longest single frame with an address byte, and one more; several blocks; the longest of FF_DL. */
const LENGTHS: readonly number[] = [1, 6, 7, 62, 4095];
/** As the kernel's side has it in the command lines below: it sends on 7A0 to address E1, and is E2 on 7A8. */
const KERNEL_SIDE = '-s 7A0 -d 7A8 -x E1:E2';
const OURS: IsoTpConfig = isoTpConfig({
  kind: 'extended',
  sendId: 0x7a8,
  receiveId: 0x7a0,
  sendAddress: 0xe2,
  receiveAddress: 0xe1,
});

/** Bytes that differ from their neighbours, and from those of another length. */
function payloadOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 0xff);
}

async function isotpsendToUs(blockSize: number): Promise<void> {
  const peer = await isoTpPeer('vcan0', { ...OURS, blockSize });
  for (const [index, length] of LENGTHS.entries()) {
    const payload = payloadOf(length);
    await shell(`isotpsend -b ${KERNEL_SIDE} vcan0`, toHex(payload, ' '));
    await until(`a message of ${length} bytes`, () => peer.received.length > index);
    assert.deepEqual(peer.received[index], payload);
  }
  assert.deepEqual(peer.faults, []);
}

async function weToIsotprecv(blockSize: number): Promise<void> {
  const peer = await isoTpPeer('vcan0', OURS);
  for (const length of LENGTHS) {
    const payload = payloadOf(length);
    const before = receivers('sff', 'isotp');
    const receiver = background(`exec isotprecv -b ${blockSize} ${KERNEL_SIDE} vcan0`);
    const lines = linesOf(receiver);
    await until('isotprecv listens', () => receivers('sff', 'isotp') > before);
    peer.send(payload);
    await until(`a message of ${length} bytes`, () => lines.length > 0);
    assert.equal(lines[0]?.trim(), toHex(payload, ' '));
    await until('isotprecv has ended', () => hasEnded(receiver));
  }
  assert.deepEqual(peer.faults, []);
}

async function kernelSockets(config: IsoTpConfig, ...addresses: readonly string[]): Promise<void> {
  const peer = await isoTpPeer('vcan0', config, true);
  const output = await shell(`/usr/bin/python3 ${NATIVE_ISOTP} vcan0 7A0 7A8 ${addresses.join(' ')}`);
  assert.deepEqual(output.trim().split('\n'), ['1', '6', '7', '8', '62', '4095', 'done']);
  assert.deepEqual([peer.faults, peer.received.map(({ length }) => length)], [[], [1, 6, 7, 8, 62, 4095]]);
}

export const ISOTP_CHECKS: readonly Check[] = [
  { name: 'isotpsend -x sends us up to 4095 bytes', run: () => isotpsendToUs(0) },
  { name: 'isotpsend -x sends us up to 4095 bytes, in blocks of 8 frames', run: () => isotpsendToUs(8) },
  { name: 'isotprecv -x gets up to 4095 bytes from us', run: () => weToIsotprecv(0) },
  { name: 'isotprecv -x gets up to 4095 bytes from us, in blocks of 5 frames', run: () => weToIsotprecv(5) },
  {
    name: 'a kernel ISO-TP socket and we exchange up to 4095 bytes both ways, extended addressing',
    run: () => kernelSockets(OURS, 'E1', 'E2'),
  },
  {
    name: 'a kernel ISO-TP socket and we exchange up to 4095 bytes both ways, normal addressing',
    run: () => kernelSockets(isoTpConfig({ kind: 'normal', sendId: 0x7a8, receiveId: 0x7a0 })),
  },
];
