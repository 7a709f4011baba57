/**
 * One end of an ISO-TP channel as the rules of conformance 52 to 63 describe it, without a look at can-bus/isotp: a
 * plain, slow value. Classical CAN, frames padded with CC; STmin and BS of its own flow controls are constant.
 */

const NEVER = Number.MAX_SAFE_INTEGER;
/** N_As, N_Ar, N_Bs, N_Cr. */
const TIMEOUT_US = 1_000_000;
const PADDING = 0xcc;
const FRAME = 8;

export interface RuleConfig {
  /** 1 with an address byte before each frame. */
  readonly addressBytes: 0 | 1;
  readonly sendAddress: number;
  readonly receiveAddress: number;
  readonly blockSize: number;
  readonly separationTime: number;
  readonly receiveLimit: number;
  readonly maxWaitFrames: number;
  /** Conformance 56. */
  readonly functional: boolean;
}

interface Sending {
  readonly phase: 'confirm' | 'flow-control' | 'separation';
  readonly length: number;
  readonly next: number;
  readonly sn: number;
  /** Consecutive frames until a flow control must come; −1: no more flow controls. */
  readonly left: number;
  readonly blockSize: number;
  readonly separationUs: number;
  readonly waits: number;
  readonly untilUs: number;
  /** The frame that is to be confirmed. */
  readonly frame: string;
}

interface Receiving {
  readonly phase: 'confirm' | 'frames' | 'overflow';
  readonly length: number;
  readonly got: number;
  readonly sn: number;
  readonly inBlock: number;
  readonly untilUs: number;
  readonly frame: string;
}

export interface RuleState {
  readonly sending: Sending | null;
  readonly receiving: Receiving | null;
}

export const RULES_IDLE: RuleState = { sending: null, receiving: null };

export interface RuleStep {
  readonly state: RuleState;
  /** `frame …`, `received …`, `sent`, `not sent`, in this order of happening. */
  readonly effects: readonly string[];
  readonly rules: readonly number[];
}

/** Every message of every world has these bytes. */
export function messageOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 37 + 1) & 0xff);
}

export function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class IsoTpRules {
  readonly #config: RuleConfig;

  constructor(config: RuleConfig) {
    this.#config = config;
  }

  deadlineUs({ sending, receiving }: RuleState): number {
    return Math.min(sending?.untilUs ?? NEVER, receiving?.untilUs ?? NEVER);
  }

  send(state: RuleState, length: number, nowUs: number): RuleStep {
    const { addressBytes } = this.#config;
    const message = messageOf(length);
    const isSingle = length <= FRAME - 1 - addressBytes;
    const count = isSingle ? length : FRAME - 2 - addressBytes;
    const pci = isSingle ? [length] : [0x10 | (length >> 8), length & 0xff];
    const frame = this.#frame([...pci, ...message.subarray(0, count)]);
    const sending: Sending = {
      phase: 'confirm',
      length,
      next: count,
      sn: 1,
      left: 0,
      blockSize: 0,
      separationUs: 0,
      waits: 0,
      untilUs: nowUs + TIMEOUT_US,
      frame,
    };
    return { state: { ...state, sending }, effects: [`frame ${frame}`], rules: [] };
  }

  /** The frame of its own with these data is complete on the wire. */
  confirm(state: RuleState, data: string, nowUs: number): RuleStep {
    const { sending, receiving } = state;
    if (sending?.phase === 'confirm' && sending.frame === data) return this.#confirmSending(state, sending, nowUs);
    if (receiving?.phase === 'overflow' && receiving.frame === data) return quiet({ ...state, receiving: null }, [55]);
    if (receiving?.phase === 'confirm' && receiving.frame === data) {
      const waiting: Receiving = { ...receiving, phase: 'frames', untilUs: nowUs + TIMEOUT_US };
      return quiet({ ...state, receiving: waiting }, [58]);
    }
    return quiet(state, []);
  }

  #confirmSending(state: RuleState, sending: Sending, nowUs: number): RuleStep {
    if (sending.next === sending.length) return { state: { ...state, sending: null }, effects: ['sent'], rules: [] };
    if (sending.left === 0) {
      const waiting: Sending = { ...sending, phase: 'flow-control', untilUs: nowUs + TIMEOUT_US };
      return quiet({ ...state, sending: waiting }, [60]);
    }
    if (sending.separationUs === 0) return this.#consecutive(state, sending, nowUs, [62]);
    const pause: Sending = { ...sending, phase: 'separation', untilUs: nowUs + sending.separationUs };
    return quiet({ ...state, sending: pause }, [61]);
  }

  /** Everything that is due at this instant. */
  expire(state: RuleState, nowUs: number): RuleStep {
    let current = state;
    const effects: string[] = [];
    const rules: number[] = [];
    if (current.receiving !== null && current.receiving.untilUs <= nowUs) {
      rules.push(current.receiving.phase === 'overflow' ? 55 : 58);
      current = { ...current, receiving: null };
    }
    const { sending } = current;
    if (sending !== null && sending.untilUs <= nowUs) {
      const step =
        sending.phase === 'separation'
          ? this.#consecutive(current, sending, nowUs, [61])
          : { state: { ...current, sending: null }, effects: ['not sent'], rules: [60] };
      current = step.state;
      effects.push(...step.effects);
      rules.push(...step.rules);
    }
    return { state: current, effects, rules };
  }

  /** A frame for this end arrives; its address byte has been looked at. */
  receive(state: RuleState, data: Uint8Array, nowUs: number): RuleStep {
    const { addressBytes, receiveAddress } = this.#config;
    if (addressBytes === 1 && data[0] !== receiveAddress) return quiet(state, []);
    const body = data.subarray(addressBytes);
    const [first] = body;
    if (first === undefined) return quiet(state, [59]);
    switch (first >> 4) {
      case 0:
        return this.#single(state, body);
      case 1:
        return this.#first(state, body, nowUs);
      case 2:
        return this.#takeConsecutive(state, body, nowUs);
      case 3:
        return this.#flowControl(state, body, nowUs);
      default:
        return quiet(state, [59]);
    }
  }

  /** "Half-duplex per endpoint: SF or FF is ignored only while that endpoint sends a segmented response." */
  #isSegmented({ sending }: RuleState): boolean {
    return sending !== null && sending.length > FRAME - 1 - this.#config.addressBytes;
  }

  #single(state: RuleState, body: Uint8Array): RuleStep {
    const length = (body[0] ?? 0) & 0x0f;
    const most = FRAME - 1 - this.#config.addressBytes;
    if (length === 0 || length > most || body.length < 1 + length) return quiet(state, [52]);
    if (this.#isSegmented(state)) return quiet(state, []);
    const wasReceiving = state.receiving !== null && state.receiving.phase !== 'overflow';
    const receiving = wasReceiving ? null : state.receiving;
    const rules = [wasReceiving ? 59 : 52, body.length < FRAME - this.#config.addressBytes || length < most ? 63 : 52];
    return { state: { ...state, receiving }, effects: [`received ${hexOf(body.subarray(1, 1 + length))}`], rules };
  }

  #first(state: RuleState, body: Uint8Array, nowUs: number): RuleStep {
    const { addressBytes, receiveLimit, functional, blockSize, separationTime } = this.#config;
    if (functional) return quiet(state, [56]);
    if (body.length < FRAME - addressBytes) return quiet(state, [53]);
    const short = (((body[0] ?? 0) & 0x0f) << 8) | (body[1] ?? 0);
    const long = body.subarray(2, 6).reduce((value, byte) => value * 256 + byte, 0);
    if (short === 0 && long <= 4095) return quiet(state, [54]);
    if (short !== 0 && short < FRAME - addressBytes) return quiet(state, [53]);
    if (this.#isSegmented(state)) return quiet(state, []);
    const length = short === 0 ? long : short;
    const replaces = state.receiving === null ? [] : [59];
    const got = body.length - (short === 0 ? 6 : 2);
    const untilUs = nowUs + TIMEOUT_US;
    const isTooLong = length > receiveLimit;
    const frame = this.#frame(isTooLong ? [0x32, 0, 0] : [0x30, blockSize, separationTime]);
    const phase = isTooLong ? 'overflow' : 'confirm';
    const receiving: Receiving = { phase, length, got, sn: 1, inBlock: 0, untilUs, frame };
    return {
      state: { ...state, receiving },
      effects: [`frame ${frame}`],
      rules: [isTooLong ? 55 : 58, 62, ...replaces],
    };
  }

  #takeConsecutive(state: RuleState, body: Uint8Array, nowUs: number): RuleStep {
    const { receiving } = state;
    if (receiving?.phase !== 'frames') return quiet(state, [59]);
    const count = Math.min(FRAME - 1 - this.#config.addressBytes, receiving.length - receiving.got);
    // What the rules leave open: a frame with fewer bytes than it must bring is no consecutive frame.
    if (body.length < 1 + count) return quiet(state, []);
    if (((body[0] ?? 0) & 0x0f) !== receiving.sn) return quiet({ ...state, receiving: null }, [57]);
    const got = receiving.got + count;
    if (got === receiving.length) {
      const text = `received ${hexOf(messageOf(got))}`;
      return { state: { ...state, receiving: null }, effects: [text], rules: [57, 63] };
    }
    const { blockSize, separationTime } = this.#config;
    const inBlock = receiving.inBlock + 1;
    const taken: Receiving = { ...receiving, got, sn: (receiving.sn + 1) % 16, untilUs: nowUs + TIMEOUT_US };
    if (inBlock !== blockSize) return quiet({ ...state, receiving: { ...taken, inBlock } }, [57, 58]);
    const frame = this.#frame([0x30, blockSize, separationTime]);
    const next: Receiving = { ...taken, phase: 'confirm', inBlock: 0, frame };
    return { state: { ...state, receiving: next }, effects: [`frame ${frame}`], rules: [57, 58, 62] };
  }

  #flowControl(state: RuleState, body: Uint8Array, nowUs: number): RuleStep {
    const { sending } = state;
    if (sending?.phase !== 'flow-control') return quiet(state, [59]);
    const [control = 0, blockSize, separation] = body;
    if (blockSize === undefined || separation === undefined) return quiet(state, [59]);
    const status = control & 0x0f;
    if (status === 0) {
      const left = blockSize === 0 ? -1 : blockSize;
      const separationUs = separationOf(separation);
      return this.#consecutive(state, { ...sending, blockSize, left, separationUs, waits: 0 }, nowUs, [60, 61, 62]);
    }
    const waits = sending.waits + 1;
    if (status === 1 && waits <= this.#config.maxWaitFrames) {
      return quiet({ ...state, sending: { ...sending, waits, untilUs: nowUs + TIMEOUT_US } }, [60]);
    }
    return { state: { ...state, sending: null }, effects: ['not sent'], rules: [60] };
  }

  #consecutive(state: RuleState, sending: Sending, nowUs: number, rules: readonly number[]): RuleStep {
    const count = Math.min(FRAME - 1 - this.#config.addressBytes, sending.length - sending.next);
    const bytes = messageOf(sending.length).subarray(sending.next, sending.next + count);
    const frame = this.#frame([0x20 | sending.sn, ...bytes]);
    const next: Sending = {
      ...sending,
      phase: 'confirm',
      next: sending.next + count,
      sn: (sending.sn + 1) % 16,
      left: sending.left < 0 ? -1 : sending.left - 1,
      untilUs: nowUs + TIMEOUT_US,
      frame,
    };
    return { state: { ...state, sending: next }, effects: [`frame ${frame}`], rules };
  }

  #frame(body: readonly number[]): string {
    const { addressBytes, sendAddress } = this.#config;
    const data = new Uint8Array(FRAME).fill(PADDING);
    data.set(addressBytes === 1 ? [sendAddress, ...body] : body);
    return hexOf(data);
  }
}

/** Conformance 61. */
function separationOf(raw: number): number {
  if (raw <= 0x7f) return raw * 1_000;
  return raw >= 0xf1 && raw <= 0xf9 ? (raw & 0x0f) * 100 : 127_000;
}

function quiet(state: RuleState, rules: readonly number[]): RuleStep {
  return { state, effects: [], rules };
}
