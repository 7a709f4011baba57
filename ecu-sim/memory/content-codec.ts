import { type ByteReader, decodeExactly } from '../../can-bus/bytes/byte-reader.ts';
import { ByteWriter } from '../../can-bus/bytes/byte-writer.ts';
import { sameBytes } from '../../can-bus/bytes/same-bytes.ts';
import { BLOCK_NAMES, type BlockName, type PerBlock, perBlock } from './block-copy.ts';
import { type HistoryEntry, type LastRun, type NvmContent, type StoredFault, unreadableContent } from './content.ts';
import type { BlockChanges } from './nvm-image.ts';

/** The fields each block holds; every field of the content is in exactly one. */
const BLOCK_FIELDS = {
  keys: ['slots', 'retired', 'resetIncomplete'],
  security: ['seedCounter', 'seedRound', 'generator', 'attempts', 'delayPending', 'securityLost'],
  log: ['history', 'historyCounter', 'lastRuns', 'lifeSeconds'],
  identity: ['testerSerial', 'programmingDate'],
  faults: ['storedFaults'],
} as const satisfies PerBlock<readonly (keyof NvmContent)[]>;

type KeysBlock = Pick<NvmContent, (typeof BLOCK_FIELDS)['keys'][number]>;
type SecurityBlock = Pick<NvmContent, (typeof BLOCK_FIELDS)['security'][number]>;
type LogBlock = Pick<NvmContent, (typeof BLOCK_FIELDS)['log'][number]>;
type IdentityBlock = Pick<NvmContent, (typeof BLOCK_FIELDS)['identity'][number]>;
type FaultsBlock = Pick<NvmContent, (typeof BLOCK_FIELDS)['faults'][number]>;

/** All blocks' payloads: the first write of an ECU's life. */
export function encodeContent(content: NvmContent): PerBlock<Uint8Array> {
  return perBlock((block) => encodeBlock(block, content));
}

/** The blocks that differ, with their new payloads; empty when nothing needs to be written. */
export function diffBlocks(before: NvmContent, after: NvmContent): BlockChanges {
  const changes: { -readonly [name in BlockName]?: Uint8Array } = {};
  for (const block of BLOCK_NAMES) {
    if (BLOCK_FIELDS[block].every((field) => before[field] === after[field])) continue;
    const payload = encodeBlock(block, after);
    if (!sameBytes(encodeBlock(block, before), payload)) changes[block] = payload;
  }
  return changes;
}

/**
 * The content from a result of {@link recover}.
 *
 * @param keySlots number of slots shown for an unreadable `keys` block, all empty: keys are never invented (VEH-5)
 * @returns the content, and the blocks that were null or did not decode; their fields have values that lead to refusals
 */
export function decodeContent(
  blocks: PerBlock<Uint8Array | null>,
  keySlots: number,
): { readonly content: NvmContent; readonly damaged: readonly BlockName[] } {
  const keys = decodeBlock(blocks.keys, readKeys);
  const security = decodeBlock(blocks.security, readSecurity);
  const log = decodeBlock(blocks.log, readLog);
  const identity = decodeBlock(blocks.identity, readIdentity);
  const faults = decodeBlock(blocks.faults, readFaults);
  const parts = { keys, security, log, identity, faults };
  return {
    content: { ...unreadableContent(keySlots), ...keys, ...security, ...log, ...identity, ...faults },
    damaged: BLOCK_NAMES.filter((block) => parts[block] === null),
  };
}

function decodeBlock<T>(payload: Uint8Array | null, read: (reader: ByteReader) => T): T | null {
  return payload === null ? null : decodeExactly(payload, read);
}

function encodeBlock(block: BlockName, content: NvmContent): Uint8Array {
  const writer = new ByteWriter();
  switch (block) {
    case 'keys':
      writeKeys(writer, content);
      break;
    case 'security':
      writeSecurity(writer, content);
      break;
    case 'log':
      writeLog(writer, content);
      break;
    case 'identity':
      writeIdentity(writer, content);
      break;
    case 'faults':
      writeFaults(writer, content);
      break;
  }
  return writer.toBytes();
}

function writeKeys(writer: ByteWriter, content: KeysBlock): void {
  writer.u8(content.slots.length);
  for (const id of content.slots) writer.u8(id === null ? 0 : 1).u32(id ?? 0);
  writer.u32(content.retired.length);
  for (const id of content.retired) writer.u32(id);
  writer.u8(content.resetIncomplete ? 1 : 0);
}

function readKeys(reader: ByteReader): KeysBlock {
  const slots = readList(reader.u8(), () => {
    const registered = reader.u8() !== 0;
    const id = reader.u32();
    return registered ? id : null;
  });
  const retired = readList(reader.u32(), () => reader.u32());
  return { slots, retired, resetIncomplete: reader.u8() !== 0 };
}

function writeSecurity(writer: ByteWriter, content: SecurityBlock): void {
  writer.u16(content.seedCounter).u32(content.seedRound);
  for (const word of content.generator) writer.u32(word);
  writer
    .u8(content.attempts)
    .u8(content.delayPending ? 1 : 0)
    .u8(content.securityLost ? 1 : 0);
}

function readSecurity(reader: ByteReader): SecurityBlock {
  return {
    seedCounter: reader.u16(),
    seedRound: reader.u32(),
    generator: [reader.u32(), reader.u32(), reader.u32(), reader.u32()],
    attempts: reader.u8(),
    delayPending: reader.u8() !== 0,
    securityLost: reader.u8() !== 0,
  };
}

function writeLog(writer: ByteWriter, content: LogBlock): void {
  writer.u8(content.history.length);
  for (const entry of content.history) {
    writer.u8(entry.procedure).u8(entry.outcome).u8(entry.reason).u8(entry.counter).u32(entry.seconds);
  }
  writer.u8(content.historyCounter);
  for (const run of content.lastRuns) writeLastRun(writer, run);
  writer.u32(content.lifeSeconds);
}

function readLog(reader: ByteReader): LogBlock {
  return {
    history: readList(reader.u8(), () => readHistoryEntry(reader)),
    historyCounter: reader.u8(),
    lastRuns: [readLastRun(reader), readLastRun(reader), readLastRun(reader)],
    lifeSeconds: reader.u32(),
  };
}

function readHistoryEntry(reader: ByteReader): HistoryEntry {
  return {
    procedure: reader.u8(),
    outcome: reader.u8(),
    reason: reader.u8(),
    counter: reader.u8(),
    seconds: reader.u32(),
  };
}

function writeLastRun(writer: ByteWriter, run: LastRun | null): void {
  writer.u8(run === null ? 0 : 1);
  if (run === null) return;
  writer.u8(run.state).u8(run.outcome).u8(run.reason).u24(run.elapsedMs);
  for (const byte of run.detail) writer.u8(byte);
}

function readLastRun(reader: ByteReader): LastRun | null {
  if (reader.u8() === 0) return null;
  return {
    state: reader.u8(),
    outcome: reader.u8(),
    reason: reader.u8(),
    elapsedMs: reader.u24(),
    detail: [reader.u8(), reader.u8(), reader.u8()],
  };
}

function writeIdentity(writer: ByteWriter, content: IdentityBlock): void {
  for (const field of [content.testerSerial, content.programmingDate]) writer.u8(field.length).bytes(field);
}

function readIdentity(reader: ByteReader): IdentityBlock {
  return { testerSerial: reader.bytes(reader.u8()), programmingDate: reader.bytes(reader.u8()) };
}

function writeFaults(writer: ByteWriter, content: FaultsBlock): void {
  writer.u8(content.storedFaults.length);
  for (const fault of content.storedFaults) writer.u24(fault.code).u8(fault.status).u8(fault.occurrences);
}

function readFaults(reader: ByteReader): FaultsBlock {
  return {
    storedFaults: readList(reader.u8(), (): StoredFault => ({
      code: reader.u24(),
      status: reader.u8(),
      occurrences: reader.u8(),
    })),
  };
}

/** A wrong count does not cause an endless loop: the reader fails as soon as its bytes are used up. */
function readList<T>(count: number, readItem: () => T): readonly T[] {
  const items: T[] = [];
  for (let index = 0; index < count; index += 1) items.push(readItem());
  return items;
}
