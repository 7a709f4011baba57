import { toHex } from '../../../can-bus/bytes/hex.ts';
import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import { NEVER_US, type Micros } from '../../../can-bus/time/micros.ts';
import { decodeSignal } from '../../../can-bus/dbc/signal.ts';
import { BODY_CONTROL_STATE, VEHICLE_STATE } from '../../../ecu-sim/signals/broadcast-database.ts';
import type { CarEvent, CarObserver } from '../../car/car-event.ts';
import type { Car } from '../../car/car.ts';
import { NO_FAULTS, type FaultPlan } from '../../car/faults/fault-plan.ts';
import { describeAnswer, isAllowed, SILENCE, type Answer } from '../oracle/answer-set.ts';
import type { DoorFrame, Effect, Endpoint, FaultName, Input, State } from '../oracle/model.ts';

import type { Oracle } from '../oracle/oracle.ts';
import { compareState } from './compare-state.ts';
import { ruleOfRequest } from './rule-of-request.ts';
import { MessageReader, type ReadMessage } from './message-reader.ts';
import type { Violation } from './violation.ts';

interface Awaiting {
  readonly request: Uint8Array;
  readonly allowed: readonly Answer[];
}

type VehicleFrame = Extract<Input, { readonly kind: 'vehicle' }>['frame'];

/** One possible past of the car: after a power cut inside a write the change is either there or not (VEH-4). */
interface Shadow {
  readonly state: State;
  readonly before: State;
  readonly request: Uint8Array | null;
  readonly awaiting: Awaiting | null;
  /** What should have happened since the last check. */
  readonly expected: readonly string[];
  readonly problem: Violation | null;
}

/** The oracle's side of a run at one instant: a plain value. */
export interface LockstepSnapshot {
  readonly shadows: readonly Shadow[];
  readonly doors: Heard | null;
  readonly vehicle: Heard | null;
  readonly isModelled: boolean;
  readonly isDamaged: boolean;
  readonly isDisturbed: boolean;
}

/** A broadcast frame that the oracle has not been given yet. */
interface Heard {
  readonly data: Uint8Array;
  readonly atUs: Micros;
}

const FAULTS: readonly string[] = ['B278D', 'B2785', 'B2781', 'B27A5'];
/** Inputs that bring no write about. */
const PASSIVE: readonly Input['kind'][] = ['time', 'doors', 'vehicle', 'responseSent'];
const LOCK_REQUESTS: Readonly<Record<string, number>> = { lock: 1, 'unlock-driver': 2, 'unlock-all': 3 };

/** Watches a car, gives everything that reaches its Smart Key ECU to the oracle too, and compares the two. */
export class Lockstep implements CarObserver {
  readonly #car: Car;
  readonly #oracle: Oracle;
  readonly #reader: MessageReader;
  /** Keys that were bound before the run. */
  readonly #boundBefore: ReadonlySet<number>;
  #shadows: readonly Shadow[];
  #actual: string[] = [];
  #doors: Heard | null = null;
  #vehicle: Heard | null = null;
  /** False from a start with unreadable memory on: the oracle knows no blocks. */
  #isModelled = true;
  #isDamaged = false;
  /** Faults between ECU and tool: when a response ends is then known to the ECU alone. */
  #isDisturbed = false;
  /** It reached nobody, and is about to be reported. */
  #dropped: CanFrame | null = null;
  /** Of the bus: one that is cut by a power failure is reported nowhere else. */
  #lastRequest: { readonly message: ReadMessage; readonly atUs: Micros } | null = null;
  /** The pasts before the write that was cut last, for an input that is reported after it. */
  #cut: { readonly atUs: Micros; readonly shadows: readonly Shadow[] } | null = null;
  /** Called with each input at its instant, for coverage. */
  onInput: (kind: string, timeUs: Micros) => void = () => undefined;

  constructor(car: Car, oracle: Oracle) {
    this.#car = car;
    this.#oracle = oracle;
    this.#reader = new MessageReader(car.profile);
    this.#boundBefore = new Set(car.keys.all().flatMap(({ id, boundVin }) => (boundVin === null ? [] : [id])));
    const off = oracle.step(oracle.start(), { kind: 'powerLoss' }, 0).state;
    this.#shadows = [shadowOf(oracle.step(off, { kind: 'powerReturn' }, 0).state)];
    for (const id of car.keys.inCabinOf(car.profile.vin)) this.#give({ kind: 'keyPlace', id, isInCabin: true }, 0);
  }

  get isModelled(): boolean {
    return this.#isModelled;
  }

  /** Blocks of the memory were damaged: the next start shows it. */
  get isMemoryInDoubt(): boolean {
    return this.#isDamaged;
  }

  /** The oracle's state; of several possible pasts the first. */
  get state(): State | null {
    return this.#shadows[0]?.state ?? null;
  }

  snapshot(): LockstepSnapshot {
    const [doors, vehicle] = [this.#doors, this.#vehicle];
    return { shadows: this.#shadows, doors, vehicle, isModelled: this.#isModelled, isDamaged: this.#isDamaged, isDisturbed: this.#isDisturbed };
  }

  restore({ shadows, doors, vehicle, isModelled, isDamaged, isDisturbed }: LockstepSnapshot): void {
    this.#shadows = shadows;
    [this.#doors, this.#vehicle, this.#isModelled] = [doors, vehicle, isModelled];
    this.#actual = [];
    this.#isDamaged = isDamaged;
    [this.#lastRequest, this.#dropped] = [null, null];
    this.#cut = null;
    this.#isDisturbed = isDisturbed;
    this.#reader.reset();
  }

  /** With a disturbed bus S3 is taken over from the ECU (conformance 27: it restarts at the end of a response). */
  changed(): void {
    const { firmware } = this.#car.smartKey;
    if (!this.#isDisturbed || firmware === null) return;
    const s3DeadlineUs = firmware.s3DeadlineUs === NEVER_US ? null : firmware.s3DeadlineUs;
    const session = firmware.session === 'extended' ? 3 : 1;
    this.#shadows = this.#shadows.map((shadow) =>
      shadow.state.session === session && shadow.state.s3DeadlineUs !== s3DeadlineUs
        ? { ...shadow, state: { ...shadow.state, s3DeadlineUs } }
        : shadow,
    );
  }

  /** Both sides at the present instant. @returns what differs, the earliest first; null: nothing */
  check(): Violation | null {
    const { nowUs } = this.#car;
    if (!this.#isModelled) return null;
    this.#give({ kind: 'time' }, nowUs);
    this.changed();
    const actual = this.#actual.toSorted().join('; ');
    const judged = this.#shadows.map((shadow) => this.#judge(shadow, actual, nowUs));
    const possible = judged.filter(({ problem }) => problem === null);
    this.#actual = [];
    if (possible.length === 0) return judged[0]?.problem ?? null;
    this.#shadows = possible;
    return null;
  }

  frame(timeUs: Micros, frame: CanFrame, sender: string): void {
    if (!this.#isModelled) return;
    if (frame === this.#dropped) {
      this.#dropped = null;
      return;
    }
    if (sender === 'body' && this.#car.smartKey.phase === 'running') this.#hear(timeUs, frame);
    const message = this.#reader.read(frame);
    if (message?.direction === 'request') this.#lastRequest = { message, atUs: timeUs };
    else if (message !== null && sender === 'smart-key' && !this.#isDisturbed && !isPending(message.payload)) {
      this.#give({ kind: 'responseSent' }, timeUs);
    }
  }

  event({ timeUs, source, event }: CarEvent): void {
    if (!this.#isModelled) return;
    switch (event.kind) {
      case 'uds':
        if (event.direction === 'request') this.#request(event.endpoint, event.payload, timeUs);
        else this.#response(event.payload, timeUs);
        return;
      case 'beeps-ordered':
        this.#actual.push(`${event.buzzer} ${event.count} at ${timeUs}`);
        return;
      case 'key-bound':
        this.#actual.push(`bound ${event.keyId} at ${timeUs}`);
        return;
      case 'lock-request':
        if (source === 'smart-key') this.#actual.push(`lock ${LOCK_REQUESTS[event.request] ?? 0} at ${timeUs}`);
        return;
      case 'fault':
        if (isFaultName(event.code)) this.#input('fault', { kind: 'fault', fault: event.code, isPresent: event.on }, timeUs);
        return;
      case 'memory-write-cut':
        if (this.#isDamaged) this.#isModelled = false;
        else this.#cutWrite(timeUs);
        return;
      case 'frame-dropped':
        this.#dropped = event.frame;
        return;
      default:
        this.#stimulus(event, timeUs);
    }
  }

  #stimulus(event: CarEvent['event'], timeUs: Micros): void {
    switch (event.kind) {
      case 'vehicle-changed': {
        const mv = event.change['batteryMv'];
        if (typeof mv === 'number') this.#input('supply', { kind: 'supply', mv }, timeUs);
        return;
      }
      case 'key-touched': {
        const { boundVin, batteryMv } = this.#car.keys.get(event.keyId);
        // Keys bound in the run are known to the oracle.
        const before = this.#boundBefore.has(event.keyId) ? boundVin : null;
        const touch = { kind: 'touch', key: { id: event.keyId, batteryMv, boundVin: before } } as const;
        if (this.#cut?.atUs === timeUs) this.#touchBeforeCut(touch, this.#cut.shadows, timeUs);
        else this.#input('touch', touch, timeUs);
        return;
      }
      case 'key-moved':
        this.#input('move', { kind: 'keyPlace', id: event.keyId, isInCabin: event.to === 'cabin' }, timeUs);
        return;
      case 'button-pressed': {
        const { button } = event;
        if (button !== 'lock' && button !== 'unlock') return;
        this.#input('button', { kind: 'keyButton', id: event.keyId, button }, timeUs);
        return;
      }
      case 'power-cut':
        if (this.#isDamaged) this.#isModelled = false;
        this.#input('power', { kind: 'powerLoss' }, timeUs);
        [this.#doors, this.#vehicle] = [null, null];
        this.#reader.reset();
        return;
      case 'power-back':
        this.#give({ kind: 'powerReturn' }, timeUs);
        return;
      case 'faults-set':
        if ((event.faults.memoryDamage ?? []).length > 0) this.#isDamaged = true;
        this.#isDisturbed ||= isDisturbing(this.#car.faults);
        return;
      case 'ecu':
        if (event.state === 'running') this.#takeFaults(timeUs);
        else if (event.state === 'booting' && this.#isDisturbed) this.#give({ kind: 'responseSent' }, timeUs);
        return;
      default:
        return;
    }
  }

  #input(kind: string, input: Input, timeUs: Micros): void {
    this.onInput(kind, timeUs);
    this.#give(input, timeUs);
  }

  #give(input: Input, timeUs: Micros): void {
    this.#feedFrames();
    this.#shadows = this.#shadows.map((shadow) => this.#step(shadow, input, timeUs));
  }

  #step(shadow: Shadow, input: Input, timeUs: Micros): Shadow {
    if (shadow.problem !== null) return shadow;
    const { state, effects } = this.#oracle.step(shadow.state, input, timeUs);
    const happened = effects.flatMap(happenedOf);
    const answer = effects.findLast((effect) => effect.kind === 'answer');
    const request = input.kind === 'request' ? input.payload : shadow.request;
    const awaiting = answer === undefined ? shadow.awaiting : { request: request ?? new Uint8Array(), allowed: answer.allowed };
    const expected = happened.length === 0 ? shadow.expected : [...shadow.expected, ...happened];
    const before = PASSIVE.includes(input.kind) ? shadow.before : shadow.state;
    return { ...shadow, state, before, request, awaiting, expected };
  }

  #request(endpoint: string, payload: Uint8Array, timeUs: Micros): void {
    this.#give({ kind: 'time' }, timeUs);
    this.#shadows = this.#shadows.map((shadow) => silenceJudged(shadow, timeUs));
    const to: Endpoint = endpoint === 'oem' || endpoint === 'functional' ? endpoint : 'generic';
    this.#input('request', { kind: 'request', endpoint: to, payload }, timeUs);
  }

  #response(payload: Uint8Array, timeUs: Micros): void {
    if (isPending(payload)) return;
    this.#give({ kind: 'time' }, timeUs);
    this.#shadows = this.#shadows.map((shadow) => this.#answered(shadow, payload, timeUs));
    // From here on both sides count from the same response again.
    if (this.#isDisturbed) this.#isDisturbed = isDisturbing(this.#car.faults);
  }

  #answered(shadow: Shadow, payload: Uint8Array, atUs: Micros): Shadow {
    const { awaiting } = shadow;
    if (shadow.problem !== null) return shadow;
    const firmware = toHex(payload, ' ');
    if (awaiting === null) {
      const problem = { rule: 'conformance 24', aspect: 'response', oracle: 'no response', firmware, atUs };
      return { ...shadow, problem };
    }
    // A response that never got through is still being sent on the other endpoint (conformance 28).
    if (this.#isDisturbed && payload[0] === 0x7f && payload[2] === 0x21) {
      return { ...shadow, state: { ...shadow.before, nowUs: shadow.state.nowUs }, awaiting: null };
    }
    if (!isAllowed(awaiting.allowed, payload)) return { ...shadow, problem: answerProblem(awaiting, firmware, atUs) };
    const { state, problems } = this.#oracle.seedAnswered(shadow.state, payload);
    const [text] = problems;
    const problem = text === undefined ? null : { rule: 'AUT-1', aspect: 'seed', oracle: text, firmware, atUs };
    return { ...shadow, state, awaiting: null, problem };
  }

  #judge(shadow: Shadow, actual: string, atUs: Micros): Shadow {
    const judged = silenceJudged(shadow, atUs);
    const expected = judged.expected.toSorted().join('; ');
    const cleared = { ...judged, expected: [] };
    if (judged.problem !== null) return cleared;
    if (!sameHappenings(expected, actual)) {
      const both = { oracle: expected === '' ? 'nothing' : expected, firmware: actual === '' ? 'nothing' : actual };
      return { ...cleared, problem: { rule: 'VEH-3', aspect: 'beeps, keys bound, locks', ...both, atUs } };
    }
    return { ...cleared, problem: compareState(this.#car, this.#oracle, judged.state) };
  }

  /** VEH-4: from here on the change is either there or not. */
  #cutWrite(timeUs: Micros): void {
    this.#feedFrames();
    const shadows = this.#shadows;
    this.#cut = { atUs: timeUs, shadows };
    this.#actual = [];
    const last = this.#lastRequest;
    const request = last?.atUs === timeUs ? last.message : null;
    this.#shadows = shadows.flatMap((shadow) => {
      const { state, before } = shadow;
      // A write by a deadline has not begun one microsecond earlier.
      const withoutDeadline = state.nowUs < timeUs ? [{ state, atUs: timeUs - 1 }] : [{ state: before, atUs: timeUs }];
      const asked: Input | null = request === null ? null : { kind: 'request', endpoint: request.endpoint, payload: request.payload };
      const answered = asked === null ? [] : [{ state: this.#step(shadow, asked, timeUs).state, atUs: timeUs }];
      return [{ state, atUs: timeUs }, ...withoutDeadline, ...answered].map((past) => this.#lose({ ...shadow, ...past, expected: [] }, past.atUs));
    });
  }

  #touchBeforeCut(touch: Input, shadows: readonly Shadow[], timeUs: Micros): void {
    const touched = shadows.map((shadow) => {
      const after = this.#step({ ...shadow, expected: [] }, touch, timeUs);
      return { ...after, expected: after.expected.filter((text) => text.startsWith('bound')) };
    });
    this.#shadows = [...this.#shadows, ...touched.map((shadow) => this.#lose(shadow, timeUs))];
  }

  #lose(shadow: Shadow, timeUs: Micros): Shadow {
    const { expected } = shadow;
    return { ...this.#step({ ...shadow, awaiting: null }, { kind: 'powerLoss' }, timeUs), awaiting: null, expected };
  }

  /** Faults of the bench may change while the ECU is off. */
  #takeFaults(timeUs: Micros): void {
    const { faults } = this.#car.smartKey.inputs;
    for (const fault of FAULTS) {
      if (!isFaultName(fault) || this.state?.faults[fault].isPresent === faults.some((held) => held === fault)) continue;
      this.#give({ kind: 'fault', fault, isPresent: faults.some((held) => held === fault) }, timeUs);
    }
  }

  /** Repeated contents count from the last frame on: only that one is given to the oracle. */
  #hear(timeUs: Micros, { id, data }: CanFrame): void {
    if (id === BODY_CONTROL_STATE.id) {
      if (this.#doors !== null && !sameBytes(this.#doors.data, data)) this.#feedFrames();
      this.#doors = { data, atUs: timeUs };
    } else if (id === VEHICLE_STATE.id) {
      if (this.#vehicle !== null && !sameBytes(this.#vehicle.data, data)) this.#feedFrames();
      this.#vehicle = { data, atUs: timeUs };
    }
  }

  /** The last frames count from their own instants; those before them made no difference. */
  #feedFrames(): void {
    if (this.#doors === null && this.#vehicle === null) return;
    const doors = this.#doors;
    const vehicle = this.#vehicle;
    [this.#doors, this.#vehicle] = [null, null];
    const inputs: { readonly input: Input; readonly atUs: Micros }[] = [];
    if (doors !== null) inputs.push({ input: { kind: 'doors', frame: doorFrame(doors.data) }, atUs: doors.atUs });
    if (vehicle !== null) inputs.push({ input: { kind: 'vehicle', frame: vehicleFrame(vehicle.data) }, atUs: vehicle.atUs });
    inputs.sort((a, b) => a.atUs - b.atUs);
    for (const { input, atUs } of inputs) {
      this.#shadows = this.#shadows.map((shadow) => this.#step(shadow, input, Math.max(atUs, shadow.state.nowUs)));
    }
  }
}

function shadowOf(state: State): Shadow {
  return { state, before: state, request: null, awaiting: null, expected: [], problem: null };
}

/** No response has come: that must be one of the allowed answers. */
function silenceJudged(shadow: Shadow, atUs: Micros): Shadow {
  const { awaiting, problem } = shadow;
  if (awaiting === null || problem !== null) return shadow;
  const isRight = isAllowed(awaiting.allowed, null);
  return { ...shadow, awaiting: null, problem: isRight ? null : answerProblem(awaiting, 'silence', atUs) };
}

function answerProblem({ request, allowed }: Awaiting, firmware: string, atUs: Micros): Violation {
  const { rule, name } = ruleOfRequest(request);
  const oracle = [...new Set(allowed.map(describeAnswer))].slice(0, 4).join(', or ');
  return { rule, aspect: `answer to ${name}`, oracle: oracle === '' ? describeAnswer(SILENCE) : oracle, firmware, atUs };
}

function happenedOf(effect: Effect): readonly string[] {
  switch (effect.kind) {
    case 'beeps':
      return [`${effect.buzzer === 'answerBack' ? 'answer-back' : effect.buzzer} ${effect.count} at ${effect.atUs}`];
    case 'keyBound':
      return [`bound ${effect.id} at ${effect.atUs}`];
    case 'lockRequest':
      return [`lock ${effect.allowed.join('|')} at ${effect.atUs}`];
    default:
      return [];
  }
}

/** A third press of unlock may be either. */
function sameHappenings(expected: string, actual: string): boolean {
  if (expected === actual) return true;
  return expected.includes('2|3') && ['2', '3'].some((one) => expected.replaceAll('2|3', one) === actual);
}

function isDisturbing({ bus, silent, busOff, babble, transport, answers }: FaultPlan): boolean {
  const isQuiet = silent.length === 0 && busOff === null && babble === null && answers.length === 0;
  return !isQuiet || JSON.stringify(bus) !== JSON.stringify(NO_FAULTS.bus) || JSON.stringify(transport) !== JSON.stringify(NO_FAULTS.transport);
}

function isPending(payload: Uint8Array): boolean {
  return payload[0] === 0x7f && payload[2] === 0x78;
}

function isFaultName(code: string): code is FaultName {
  return FAULTS.includes(code);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.length === b.length && a.every((byte, index) => byte === b[index]));
}

function signal(data: Uint8Array, message: typeof BODY_CONTROL_STATE, name: string): number {
  const spec = message.signals.find((candidate) => candidate.name === name);
  return spec === undefined ? 0 : decodeSignal(data, spec);
}

function doorFrame(data: Uint8Array): DoorFrame {
  const isOpen = (name: string): boolean => signal(data, BODY_CONTROL_STATE, name) === 1;
  return {
    frontLeft: isOpen('DOOR_OPEN_FL'),
    frontRight: isOpen('DOOR_OPEN_FR'),
    rearLeft: isOpen('DOOR_OPEN_RL'),
    rearRight: isOpen('DOOR_OPEN_RR'),
  };
}

function vehicleFrame(data: Uint8Array): VehicleFrame {
  const value = (name: string): number => signal(data, VEHICLE_STATE, name);
  const mode = value('POWER_MODE');
  return {
    powerMode: mode === 1 || mode === 2 || mode === 3 ? mode : 0,
    trunkOpen: value('TRUNK_OPEN') === 1,
    brake: value('BRAKE') === 1,
    shiftP: value('SHIFT_P') === 1,
    speed: value('SPEED_CKMH'),
  };
}
