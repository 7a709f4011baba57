import type { CanFrame } from '../../../../can-bus/frame/can-frame.ts';

/** Frames as arrays of bits, written down field by field from ISO 11898-1: slow, plain, the yardstick of the tables. */

function bitsOf(value: number, width: number): number[] {
  return Array.from({ length: width }, (_, i) => Math.floor(value / 2 ** (width - 1 - i)) % 2);
}

function crc15(bits: readonly number[]): number[] {
  let register = bitsOf(0, 15);
  const polynomial = bitsOf(0x4599, 15);
  for (const bit of bits) {
    const feedback = bit !== register[0];
    register = [...register.slice(1), 0];
    if (feedback) register = register.map((old, i) => (old === polynomial[i] ? 0 : 1));
  }
  return register;
}

/** The bits with a stuff bit after each five equal ones; also whether the last bit is such a stuff bit. */
function stuff(bits: readonly number[]): { bits: number[]; endsStuffed: boolean } {
  const out: number[] = [];
  let endsStuffed = false;
  for (const bit of bits) {
    out.push(bit);
    endsStuffed = false;
    if (lastRun(out) === 5) {
      out.push(1 - bit);
      endsStuffed = true;
    }
  }
  return { bits: out, endsStuffed };
}

function lastRun(bits: readonly number[]): number {
  let run = 0;
  for (let i = bits.length - 1; i >= 0 && bits[i] === bits.at(-1); i--) run++;
  return run;
}

export function naiveClassicalBits(frame: CanFrame): number {
  const rtr = frame.kind === 'remote' ? 1 : 0;
  const head = frame.extended
    ? [0, ...bitsOf(frame.id >>> 18, 11), 1, 1, ...bitsOf(frame.id % 2 ** 18, 18), rtr, 0, 0]
    : [0, ...bitsOf(frame.id, 11), rtr, 0, 0];
  const content = [...head, ...bitsOf(frame.length, 4), ...[...frame.data].flatMap((byte) => bitsOf(byte, 8))];
  return stuff([...content, ...crc15(content)]).bits.length + 1 + 1 + 1 + 7;
}

const FD_DLC = new Map([0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64].map((length, dlc) => [length, dlc]));

export function naiveFdBits(frame: CanFrame): { nominal: number; data: number } {
  const brs = frame.bitRateSwitch ? 1 : 0;
  const head = frame.extended
    ? [0, ...bitsOf(frame.id >>> 18, 11), 1, 1, ...bitsOf(frame.id % 2 ** 18, 18), 0, 1, 0, brs]
    : [0, ...bitsOf(frame.id, 11), 0, 0, 1, 0, brs];
  const content = [
    ...head,
    0,
    ...bitsOf(FD_DLC.get(frame.length) ?? -1, 4),
    ...[...frame.data].flatMap((byte) => bitsOf(byte, 8)),
  ];
  const whole = stuff(content);
  const arbitration = stuff(head).bits.length;
  const dynamic = whole.bits.length - arbitration - (whole.endsStuffed ? 1 : 0);
  // Stuff count and CRC in groups of four, a fixed stuff bit before each group.
  const check = Array.from({ length: 4 + (frame.length <= 16 ? 17 : 21) }, () => 0);
  const groups = check.filter((_, i) => i % 4 === 0).length;
  const data = dynamic + check.length + groups + 1;
  const tail = 1 + 1 + 7;
  return frame.bitRateSwitch ? { nominal: arbitration + tail, data } : { nominal: arbitration + data + tail, data: 0 };
}
