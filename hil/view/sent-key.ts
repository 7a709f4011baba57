import { SID } from '../../can-bus/uds/service-ids.ts';

/** Service and sub-function: what follows is the pass-code. */
const HEAD_BYTES = 2;

/** How many bytes of a request are a pass-code: those of a SecurityAccess with an even sub-function, without its head. */
export function passCodeBytes(sid: number | undefined, subFunction: number | undefined, length: number): number {
  const isKey = sid === SID.securityAccess && subFunction !== undefined && subFunction % 2 === 0;
  return isKey ? Math.max(0, length - HEAD_BYTES) : 0;
}

/** The same of a request in hex. */
export function passCodeBytesOfHex(hex: string): number {
  return passCodeBytes(Number.parseInt(hex.slice(0, 2), 16), Number.parseInt(hex.slice(2, 4), 16), hex.length / 2);
}
