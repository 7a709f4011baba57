import type { CanFrame } from '../frame/can-frame.ts';

const TWO_POW_20 = 0x10_0000;
const TWO_POW_22 = 0x40_0000;

/**
 * A frame's rank in arbitration: the lower one wins the bus. It is the bits from the first identifier bit on, as the
 * wire compares them (ISO 11898-1): dominant (0) beats recessive, so with the same leading 11 bits a base data frame
 * beats a base remote frame, which beats any extended frame, and a classical frame beats an FD one.
 *
 * Layout, 33 bits: 11 id bits, RTR or SRR, IDE, then 18 id bits, RTR, FDF (base format: FDF only, last).
 */
export function arbitrationRank(frame: CanFrame): number {
  const remote = frame.kind === 'remote' ? 1 : 0;
  const fd = frame.fd ? 1 : 0;
  if (!frame.extended) return frame.id * TWO_POW_22 + remote * 2 * TWO_POW_20 + fd;
  return ((frame.id >>> 18) * 4 + 3) * TWO_POW_20 + (frame.id & 0x3_ffff) * 4 + remote * 2 + fd;
}
