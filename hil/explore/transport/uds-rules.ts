/**
 * The UDS server as the rules of conformance 1 to 51 and the table of services describe it, without a look at ecu-sim: a
 * plain, slow value. It covers what does not depend on keys and doors; no procedure is ever under way.
 */

const NEVER = Number.MAX_SAFE_INTEGER;
const P2_US = 50_000;

export interface UdsConfig {
  readonly attemptsMax: number;
  readonly attemptsDelayUs: number;
  readonly s3Us: number;
  readonly bootUs: number;
  /** How long `3E` takes: longer than P2 answers pending first. */
  readonly testerPresentUs: number;
}

export interface UdsState {
  readonly extended: boolean;
  readonly s3Us: number;
  readonly level: number;
  readonly pendingSeed: number;
  readonly attempts: number;
  readonly delayUs: number;
  /** The ECU is silent until then. */
  readonly bootUs: number;
  readonly busy: null | {
    readonly finishUs: number;
    readonly suppressed: boolean;
    readonly functional: boolean;
    readonly sinceUs: number;
    readonly pendingSent: boolean;
  };
}

export const UDS_START: UdsState = {
  extended: false,
  s3Us: NEVER,
  level: 0,
  pendingSeed: 0,
  attempts: 0,
  delayUs: NEVER,
  bootUs: NEVER,
  busy: null,
};

/** What a request is answered with: nothing, a negative response code, or a positive response of this form. */
export type Expected =
  | { readonly kind: 'none' }
  | { readonly kind: 'negative'; readonly code: number }
  | { readonly kind: 'positive'; readonly start: readonly number[]; readonly length: number | null }
  /** A seed: `67`, the level, and this many bytes that are all zero, or not all. */
  | { readonly kind: 'seed'; readonly sub: number; readonly bytes: number; readonly isZero: boolean }
  /** Later: pending first. */
  | { readonly kind: 'later' };

export interface UdsStep {
  readonly state: UdsState;
  readonly expected: Expected;
  readonly rules: readonly number[];
}

/** A request, as the tester means it: a key is right or wrong for the seed that it answers. */
export interface UdsRequest {
  readonly bytes: readonly number[];
  readonly functional: boolean;
  readonly key?: 'right' | 'wrong';
}

const LENGTH = 0x13;
const SUB_FUNCTIONS: Readonly<Record<number, readonly number[]>> = {
  0x10: [0x01, 0x03],
  0x11: [0x01, 0x02, 0x03],
  0x19: [0x01, 0x02, 0x06, 0x0a],
  0x27: [1, 2, 3, 4, 5, 6, 7, 8],
  0x28: [0, 1, 2, 3],
  0x3e: [0x00],
  0x85: [0x01, 0x02],
};
/** Services without a sub-function that the generic checks know (rule 4), and their shortest request. */
const PLAIN: Readonly<Record<number, number>> = { 0x14: 4, 0x22: 3, 0x2e: 4, 0x2f: 4, 0x31: 4 };
const EXTENDED_ONLY: readonly number[] = [0x27, 0x28, 0x2e, 0x2f, 0x31, 0x85];
/** Rule 12. */
const NOT_SENT_FUNCTIONALLY: readonly number[] = [0x11, 0x12, 0x31, 0x7e, 0x7f];
const SEED_BYTES: Readonly<Record<number, number>> = { 1: 8, 2: 16, 3: 16, 4: 16 };

interface Verdict {
  readonly state: UdsState;
  readonly expected: Expected;
  readonly rules: readonly number[];
}

export class UdsRules {
  readonly #config: UdsConfig;

  constructor(config: UdsConfig) {
    this.#config = config;
  }

  deadlineUs({ s3Us, delayUs, bootUs, busy }: UdsState): number {
    return Math.min(s3Us, delayUs, bootUs, busy === null ? NEVER : busy.finishUs);
  }

  request(state: UdsState, request: UdsRequest, nowUs: number): UdsStep {
    const [sid = 0] = request.bytes;
    if (state.bootUs < NEVER) return { state, expected: { kind: 'none' }, rules: [34] };
    if ((sid & 0x40) !== 0) return { state, expected: { kind: 'none' }, rules: [6] };
    if (state.busy !== null) return this.#whileBusy(state, request);
    const verdict = this.#serve(state, request, nowUs);
    const { expected, rules } = this.#sent(verdict, request);
    const { state: served } = verdict;
    const restarts = served.extended && served.busy === null;
    const next = restarts ? { ...served, s3Us: nowUs + this.#config.s3Us } : served;
    return { state: next, expected, rules: restarts ? [...rules, 25, 26] : rules };
  }

  #whileBusy(state: UdsState, { bytes }: UdsRequest): UdsStep {
    if (bytes.length === 2 && bytes[0] === 0x3e && bytes[1] === 0x80)
      return { state, expected: { kind: 'none' }, rules: [28] };
    return { state, expected: { kind: 'negative', code: 0x21 }, rules: [28, 5] };
  }

  /** Rules 9, 12, 14, 15, 17: what of an answer is sent. */
  #sent({ expected, rules }: Verdict, { bytes, functional }: UdsRequest): Pick<UdsStep, 'expected' | 'rules'> {
    if (expected.kind === 'negative') {
      const silent = functional && NOT_SENT_FUNCTIONALLY.includes(expected.code);
      const rule = silent ? 12 : functional ? 14 : 15;
      return { expected: silent ? { kind: 'none' } : expected, rules: [...rules, 5, rule] };
    }
    if (expected.kind === 'none' || expected.kind === 'later') return { expected, rules };
    const [sid = 0, sub = 0] = bytes;
    const isSuppressed = SUB_FUNCTIONS[sid] !== undefined && (sub & 0x80) !== 0;
    if (isSuppressed) return { expected: { kind: 'none' }, rules: [...rules, 9, ...(functional ? [17] : [])] };
    const hasSub = SUB_FUNCTIONS[sid] !== undefined;
    return { expected, rules: [...rules, 7, ...(hasSub ? [8] : [10]), ...(functional ? [16] : [])] };
  }

  #serve(state: UdsState, request: UdsRequest, nowUs: number): Verdict {
    const { bytes } = request;
    const [sid = 0, second = 0] = bytes;
    const known = SUB_FUNCTIONS[sid] !== undefined || PLAIN[sid] !== undefined;
    if (!known) return refuse(state, 0x11, 1);
    if (!state.extended && EXTENDED_ONLY.includes(sid)) return refuse(state, 0x7f, sid === 0x27 ? 37 : 1);
    if (sid === 0x31) return this.#routine(state, bytes);
    const subFunctions = SUB_FUNCTIONS[sid];
    if (subFunctions === undefined) return this.#plain(state, bytes);
    if (bytes.length < 2) return refuse(state, LENGTH, 3);
    const sub = second & 0x7f;
    if (!subFunctions.includes(sub)) return refuse(state, 0x12, sid === 0x27 ? 36 : sid === 0x3e ? 51 : 2);
    switch (sid) {
      case 0x10:
        return bytes.length === 2 ? this.#changeSession(state, sub) : refuse(state, LENGTH, 29);
      case 0x11:
        return bytes.length === 2 ? this.#resetEcu(state, sub, nowUs) : refuse(state, LENGTH, 2);
      case 0x27:
        return sub % 2 === 1 ? this.#seed(state, bytes, sub) : this.#key(state, request, sub, nowUs);
      case 0x3e:
        return bytes.length === 2 ? this.#testerPresent(state, request, nowUs) : refuse(state, LENGTH, 51);
      default:
        throw new Error(`no request for service ${sid} is among the inputs`);
    }
  }

  /** Rules 19, 30 to 32, 35. */
  #changeSession(state: UdsState, session: number): Verdict {
    const next = { ...state, extended: session === 3, s3Us: NEVER, level: 0, pendingSeed: 0 };
    const start = [0x50, session, 0x00, 0x32, 0x01, 0xf4];
    const lost = [...(state.level === 0 ? [] : [31]), ...(state.pendingSeed === 0 ? [] : [32])];
    return { state: next, expected: { kind: 'positive', start, length: 6 }, rules: [18, 19, ...lost] };
  }

  #resetEcu(state: UdsState, sub: number, nowUs: number): Verdict {
    const delayed = state.delayUs < NEVER;
    const next: UdsState = { ...UDS_START, attempts: state.attempts, bootUs: nowUs + this.#config.bootUs };
    const rules = [34, ...(delayed ? [44] : [])];
    return { state: next, expected: { kind: 'positive', start: [0x51, sub], length: 2 }, rules };
  }

  #testerPresent(state: UdsState, { bytes, functional }: UdsRequest, nowUs: number): Verdict {
    const { testerPresentUs } = this.#config;
    const suppressed = ((bytes[1] ?? 0) & 0x80) !== 0;
    const positive: Expected = { kind: 'positive', start: [0x7e, 0x00], length: 2 };
    if (testerPresentUs === 0) return { state, expected: positive, rules: [51] };
    const finishUs = nowUs + testerPresentUs;
    const busy = { finishUs, suppressed, functional, sinceUs: nowUs, pendingSent: false };
    // S3 does not run while the request is processed.
    return { state: { ...state, s3Us: NEVER, busy }, expected: { kind: 'later' }, rules: [27, 51] };
  }

  /** AUT-1, rules 38, 43, 46. */
  #seed(state: UdsState, bytes: readonly number[], sub: number): Verdict {
    if (bytes.length !== 2) return refuse(state, LENGTH, 2);
    const level = (sub + 1) / 2;
    const form = { kind: 'seed', sub, bytes: SEED_BYTES[level] ?? 0 } as const;
    if (state.level === level) return { state, expected: { ...form, isZero: true }, rules: [38] };
    if (state.delayUs < NEVER) return refuse(state, 0x37, 43);
    const rules = [36, 38, ...(state.pendingSeed === 0 ? [] : [46])];
    return { state: { ...state, pendingSeed: level }, expected: { ...form, isZero: false }, rules };
  }

  /** Rules 39 to 42, 45, 47. */
  #key(state: UdsState, { bytes, key }: UdsRequest, sub: number, nowUs: number): Verdict {
    const level = sub / 2;
    if (state.pendingSeed !== level) return refuse(state, 0x24, 39);
    if (bytes.length !== 8) return refuse(state, LENGTH, 40);
    const gone = { ...state, pendingSeed: 0 };
    if (key === 'right') {
      const rules = [36, ...(state.attempts === 0 ? [] : [45]), ...(state.level === 0 ? [] : [47])];
      const next = { ...gone, level, attempts: 0 };
      return { state: next, expected: { kind: 'positive', start: [0x67, sub], length: 2 }, rules };
    }
    const attempts = Math.min(state.attempts + 1, this.#config.attemptsMax);
    if (attempts < this.#config.attemptsMax) return refuse({ ...gone, attempts }, 0x35, 41);
    return refuse({ ...gone, attempts, delayUs: nowUs + this.#config.attemptsDelayUs }, 0x36, 42);
  }

  /** Rules 3, 48, 49. */
  #plain(state: UdsState, bytes: readonly number[]): Verdict {
    const [sid = 0, high = 0, low = 0] = bytes;
    if (bytes.length < (PLAIN[sid] ?? 0)) return refuse(state, LENGTH, sid === 0x2e ? 49 : 3);
    if (sid === 0x2e) {
      const isSerial = high === 0xf1 && low === 0x98;
      if (!isSerial) return refuse(state, 0x31, 49);
      if (bytes.length !== 3 + 16) return refuse(state, LENGTH, 49);
      return { state, expected: { kind: 'positive', start: [0x6e, high, low], length: 3 }, rules: [49] };
    }
    if (sid !== 0x22) throw new Error(`no such request for service ${sid} is among the inputs`);
    if (bytes.length % 2 === 0) return refuse(state, LENGTH, 48);
    const wantsSession = bytes.some((byte, index) => index % 2 === 1 && byte === 0xf1 && bytes[index + 1] === 0x86);
    if (!wantsSession) return refuse(state, 0x31, 48);
    const start = [0x62, 0xf1, 0x86, state.extended ? 3 : 1];
    return { state, expected: { kind: 'positive', start, length: 4 }, rules: [35, 48] };
  }

  /** Rules 4 and 50, as far as no procedure begins: level 1 is unlocked at most, and no door is known to be open. */
  #routine(state: UdsState, bytes: readonly number[]): Verdict {
    const [, sub = 0, high = 0, low = 0, option] = bytes;
    if (bytes.length < 4) return refuse(state, LENGTH, 50);
    if (high !== 0x02 || low < 0x01 || low > 0x03) return refuse(state, 0x31, 50);
    if (![0x01, 0x02, 0x03].includes(sub & 0x7f)) return refuse(state, 0x12, 50, 4);
    if ((sub & 0x7f) !== 0x01) return refuse(state, bytes.length === 4 ? 0x24 : LENGTH, 50);
    if (option === undefined) return refuse(state, LENGTH, 50);
    if (option === 0 || option > 3) return refuse(state, 0x31, 50);
    if (state.level !== 1) return refuse(state, 0x33, 50);
    if (bytes.length !== 5) return refuse(state, LENGTH, 50);
    return refuse(state, 0x22, 50);
  }

  /** What is due at this instant; `final` where an answer that took its time is sent now. */
  expire(state: UdsState, nowUs: number): UdsStep {
    let current = state;
    let expected: Expected = { kind: 'none' };
    const rules: number[] = [];
    const { busy } = current;
    if (busy !== null && busy.finishUs <= nowUs) {
      const silent = busy.suppressed && !busy.pendingSent;
      expected = silent ? expected : { kind: 'positive', start: [0x7e, 0x00], length: 2 };
      rules.push(24, ...(busy.pendingSent && busy.suppressed ? [11] : []), ...(busy.functional ? [13] : []));
      const s3Us = current.extended ? nowUs + this.#config.s3Us : NEVER;
      current = { ...current, busy: null, s3Us };
    }
    if (current.s3Us <= nowUs) {
      rules.push(25, 30);
      current = { ...current, extended: false, s3Us: NEVER, level: 0, pendingSeed: 0 };
    }
    if (current.delayUs <= nowUs) {
      rules.push(42);
      current = { ...current, delayUs: NEVER, attempts: this.#config.attemptsMax - 1 };
    }
    if (current.bootUs <= nowUs) {
      rules.push(34, ...(current.attempts === this.#config.attemptsMax ? [44, 45] : []));
      const delayed = current.attempts === this.#config.attemptsMax;
      current = { ...current, bootUs: NEVER, delayUs: delayed ? nowUs + this.#config.attemptsDelayUs : NEVER };
    }
    return { state: current, expected, rules };
  }

  /** Rules 20 to 23: `7F 3E 78` at this instant; null where it is right. */
  pending(state: UdsState, nowUs: number): { readonly state: UdsState; readonly problem: string | null } {
    const { busy } = state;
    if (busy === null) return { state, problem: 'response pending without a request' };
    const isLate = nowUs >= busy.sinceUs + P2_US;
    const problem = busy.pendingSent
      ? 'a second response pending within P2*'
      : isLate
        ? 'response pending after P2'
        : null;
    return { state: { ...state, busy: { ...busy, pendingSent: true } }, problem };
  }
}

function refuse(state: UdsState, code: number, ...rules: readonly number[]): Verdict {
  return { state, expected: { kind: 'negative', code }, rules };
}
