import { OperationError } from '../errors/operation-error.ts';

/** Highest 11-bit identifier (base format, ISO 11898-1). */
export const MAX_BASE_ID = 0x7ff;
/** Highest 29-bit identifier (extended format, ISO 11898-1). */
export const MAX_EXTENDED_ID = 0x1fff_ffff;
/** Data bytes of a classical frame. */
export const MAX_CLASSIC_DATA = 8;
/** Data bytes of a CAN FD frame. */
export const MAX_FD_DATA = 64;

/** Data bytes that a CAN FD frame can have, by its DLC. */
export const FD_LENGTHS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64];

export type CanFrameKind = 'data' | 'remote';

/** Why such a frame is not possible on a bus; `field` names the invalid part. */
export class CanFrameError extends OperationError {
  override readonly name = 'CanFrameError';
  readonly field: 'id' | 'data' | 'length';

  constructor(field: 'id' | 'data' | 'length', message: string) {
    super('can-frame', message, { context: { field } });
    this.field = field;
  }
}

/**
 * A frame as it is on the bus. Immutable: a sender that repeats itself sends the same object again, and receivers may
 * compare by identity. Build it with {@link dataFrame} or {@link remoteFrame}.
 */
export class CanFrame {
  readonly kind: CanFrameKind;
  /** 11 or 29 bits, see `extended`. */
  readonly id: number;
  /** 29-bit identifier. */
  readonly extended: boolean;
  /** 0 to 8 bytes, up to 64 with `fd`. Never written to after construction. Empty for a remote frame. */
  readonly data: Uint8Array;
  /** Number of data bytes; for a remote frame the number it requests. */
  readonly length: number;
  /** CAN FD format. */
  readonly fd: boolean;
  /** Bit rate switch (FD only). */
  readonly bitRateSwitch: boolean;
  /** Bits on the wire from start of frame to end of frame, stuff bits included; 0 until the bus has counted them. */
  wireBits = 0;

  constructor(
    kind: CanFrameKind,
    id: number,
    extended: boolean,
    data: Uint8Array,
    length: number,
    fd: boolean,
    bitRateSwitch: boolean,
  ) {
    this.kind = kind;
    this.id = id;
    this.extended = extended;
    this.data = data;
    this.length = length;
    this.fd = fd;
    this.bitRateSwitch = bitRateSwitch;
  }
}

export interface FrameFormat {
  /** 29-bit identifier; by default only where the id requires it. */
  readonly extended?: boolean;
  readonly fd?: boolean;
  readonly bitRateSwitch?: boolean;
}

const NO_DATA = new Uint8Array(0);

/** @throws CanFrameError where such a frame is not possible */
function checkId(id: number, extended: boolean): void {
  const limit = extended ? MAX_EXTENDED_ID : MAX_BASE_ID;
  if (!Number.isInteger(id) || id < 0 || id > limit) {
    throw new CanFrameError('id', `CAN id ${id.toString(16)} is not within 0 to ${limit.toString(16)} (hex)`);
  }
}

/** Whether a data frame can have this number of bytes. */
export function isDataLength(length: number, fd: boolean): boolean {
  return fd ? FD_LENGTHS.includes(length) : length <= MAX_CLASSIC_DATA;
}

/** The numbers of bytes that a data frame can have, in words. */
export function dataLengthWords(fd: boolean): string {
  return fd ? `one of ${FD_LENGTHS.join(', ')}` : `0 to ${MAX_CLASSIC_DATA}`;
}

/**
 * A data frame.
 *
 * @param id 11-bit identifier, or 29-bit with `format.extended` (implied above 7FF)
 * @param data 0 to 8 bytes; with `format.fd` one of the FD lengths up to 64. The frame owns the array from here on.
 * @throws CanFrameError where such a frame is not possible
 */
export function dataFrame(id: number, data: Uint8Array, format: FrameFormat = {}): CanFrame {
  const extended = format.extended ?? id > MAX_BASE_ID;
  checkId(id, extended);
  const fd = format.fd ?? false;
  if (!isDataLength(data.length, fd)) {
    throw new CanFrameError(
      'data',
      `a ${fd ? 'CAN FD' : 'classical CAN'} frame carries ${dataLengthWords(fd)} bytes, not ${data.length}`,
    );
  }
  return new CanFrame('data', id, extended, data, data.length, fd, format.bitRateSwitch ?? false);
}

/**
 * A remote frame (classical CAN only).
 *
 * @param length 0 to 8, the number of bytes requested
 * @throws CanFrameError where such a frame is not possible
 */
export function remoteFrame(id: number, length: number, format: { readonly extended?: boolean } = {}): CanFrame {
  const extended = format.extended ?? id > MAX_BASE_ID;
  checkId(id, extended);
  if (!Number.isInteger(length) || length < 0 || length > MAX_CLASSIC_DATA) {
    throw new CanFrameError('length', `a remote frame requests 0 to ${MAX_CLASSIC_DATA} bytes, not ${length}`);
  }
  return new CanFrame('remote', id, extended, NO_DATA, length, false, false);
}

/** The next possible length of a CAN FD frame, for padding. */
export function fdLengthAtLeast(length: number): number {
  const fit = FD_LENGTHS.find((candidate) => candidate >= length);
  if (fit === undefined)
    throw new CanFrameError('data', `a CAN FD frame carries at most ${MAX_FD_DATA} bytes, not ${length}`);
  return fit;
}

export function sameFrame(a: CanFrame, b: CanFrame): boolean {
  if (a === b) return true;
  if (a.id !== b.id || a.extended !== b.extended || a.kind !== b.kind || a.fd !== b.fd) return false;
  if (a.length !== b.length || a.bitRateSwitch !== b.bitRateSwitch) return false;
  for (let i = 0; i < a.data.length; i++) if (a.data[i] !== b.data[i]) return false;
  return true;
}
