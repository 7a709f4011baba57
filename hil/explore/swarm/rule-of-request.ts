import { toHex } from '../../../can-bus/bytes/hex.ts';

interface NamedRequest {
  readonly rule: string;
  /** The request without its data. */
  readonly name: string;
}

/** Rules of a routine's steps: RST, REG, ERA. */
const ROUTINE_RULES: Readonly<Record<number, readonly [start: string, stop: string, results: string]>> = {
  0x0201: ['RST-1', 'RST-7', 'RST-5'],
  0x0202: ['REG-1', 'REG-7', 'REG-8'],
  0x0203: ['ERA-1', 'ERA-6', 'ERA-1'],
};
const OPTION_RULES: Readonly<Record<string, string>> = {
  '0201 2': 'RST-2',
  '0202 2': 'REG-3',
  '0202 3': 'REG-4',
  '0203 2': 'ERA-2',
  '0203 3': 'ERA-4',
};
const SERVICE_RULES: Readonly<Record<number, string>> = {
  0x10: 'conformance 31',
  0x11: 'conformance 34',
  0x14: 'VEH-8',
  0x19: 'VEH-8',
  0x22: 'conformance 48',
  0x28: 'conformance 33',
  0x2e: 'conformance 49',
  0x2f: 'VEH-3',
  0x3e: 'conformance 51',
  0x85: 'conformance 33',
};
const DATA_RULES: Readonly<Record<number, string>> = {
  0x1001: 'KEY-2',
  0x1002: 'KEY-2',
  0x1003: 'KEY-2',
  0x1004: 'VEH-2',
  0x1005: 'VEH-2',
  0x1006: 'RST-5',
  0x1007: 'VEH-3',
  0x1008: 'KEY-3',
  0x1009: 'AUT-3',
  0x100a: 'KEY-6',
  0x100b: 'KEY-7',
  0x1010: 'VEH-6',
  0xf186: 'conformance 35',
};

/** The rule that a wrong answer to this request breaks, and how to call the request. */
export function ruleOfRequest(request: Uint8Array): NamedRequest {
  const [sid = 0, second = 0, third = 0, fourth = 0, option = 0] = request;
  const name = (length: number): string => toHex(request.subarray(0, length), ' ');
  if (sid === 0x27) {
    const rule = second % 2 === 1 ? 'AUT-1' : 'AUT-3';
    return { rule, name: name(2) };
  }
  if (sid === 0x31) {
    const rid = third * 256 + fourth;
    const [start = 'conformance 50', stop = start, results = start] = ROUTINE_RULES[rid] ?? [];
    const type = second & 0x7f;
    if (type === 2) return { rule: stop, name: name(4) };
    if (type === 3) return { rule: results, name: name(4) };
    return { rule: OPTION_RULES[`${rid.toString(16).padStart(4, '0')} ${option}`] ?? start, name: name(5) };
  }
  if (sid === 0x22 && request.length === 3) {
    return { rule: DATA_RULES[second * 256 + third] ?? 'conformance 48', name: name(3) };
  }
  return { rule: SERVICE_RULES[sid] ?? 'conformance 1', name: name(Math.min(2, request.length)) };
}
