import { toHex } from '../../../can-bus/bytes/hex.ts';
import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import { NEVER_US, type Micros } from '../../../can-bus/time/micros.ts';
import type { CarEvent, CarObserver } from '../../car/car-event.ts';
import type { Car } from '../../car/car.ts';
import { NO_FAULTS, type FaultPlan } from '../../car/faults/fault-plan.ts';
import { isAllowed } from '../oracle/answer-set.ts';
import type { Endpoint, FaultName, Input, State } from '../oracle/model.ts';
import type { Oracle } from '../oracle/oracle.ts';
import { compareState } from './compare-state.ts';
import { ReceivedFrames, type ReceivedSnapshot } from './received-frames.ts';
import { MessageReader, type MessageReaderSnapshot, type ReadMessage } from './message-reader.ts';
import { ResponsesUnderWay, type ResponseCounts } from './responses-under-way.ts';
import { answerProblem, happenedOf, sameHappenings, shadowOf, silenceJudged, type Shadow } from './shadow.ts';
import type { Violation } from './violation.ts';
import { NEGATIVE_RESPONSE } from '../../../can-bus/uds/service-ids.ts';
import { NRC } from '../../../can-bus/uds/negative-response-codes.ts';

/** The oracle's side of a run at one instant: a plain value. */
export interface LockstepSnapshot {
  readonly shadows: readonly Shadow[];
  readonly heard: ReceivedSnapshot;
  readonly messages: MessageReaderSnapshot;
  readonly responses: ResponseCounts;
  readonly isModelled: boolean;
  readonly isDamaged: boolean;
  readonly isDisturbed: boolean;
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
  readonly #responses = new ResponsesUnderWay();
  /** Keys that were bound before the run. */
  readonly #boundBefore: ReadonlySet<number>;
  #shadows: readonly Shadow[];
  #actual: string[] = [];
  readonly #heard = new ReceivedFrames();
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
    return {
      shadows: this.#shadows,
      heard: this.#heard.snapshot(),
      messages: this.#reader.snapshot(),
      responses: this.#responses.snapshot(),
      isModelled: this.#isModelled,
      isDamaged: this.#isDamaged,
      isDisturbed: this.#isDisturbed,
    };
  }

  restore({ shadows, heard, messages, responses, isModelled, isDamaged, isDisturbed }: LockstepSnapshot): void {
    this.#shadows = shadows;
    this.#heard.restore(heard);
    this.#reader.restore(messages);
    this.#responses.restore(responses);
    [this.#isModelled, this.#isDamaged, this.#isDisturbed] = [isModelled, isDamaged, isDisturbed];
    [this.#lastRequest, this.#dropped, this.#cut] = [null, null, null];
    this.#actual = [];
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
    this.#settle();
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
    if (sender === 'body' && this.#car.smartKey.phase === 'running') {
      if (this.#heard.isChange(frame)) this.#feedFrames();
      this.#heard.hear(frame, timeUs);
    }
    const message = this.#reader.read(frame);
    if (message?.direction === 'request') this.#lastRequest = { message, atUs: timeUs };
    else if (message !== null && sender === 'smart-key' && !this.#isDisturbed) this.#responseOut(message, timeUs);
  }

  event({ timeUs, source, event }: CarEvent): void {
    if (!this.#isModelled) return;
    const { kind } = event;
    if (kind === 'uds') {
      const endpoint = endpointOf(event.endpoint);
      if (source !== 'smart-key' || endpoint === null) return;
      if (event.direction === 'request') this.#request(endpoint, event.payload, timeUs);
      else this.#response(endpoint, event.payload, timeUs);
    } else if (kind === 'beeps-ordered') this.#actual.push(`${event.buzzer} ${event.count} at ${timeUs}`);
    else if (kind === 'key-bound') this.#actual.push(`bound ${event.keyId} at ${timeUs}`);
    else if (kind === 'lock-request') {
      if (source === 'smart-key') this.#actual.push(`lock ${LOCK_REQUESTS[event.request] ?? 0} at ${timeUs}`);
    } else if (kind === 'frame-dropped') this.#dropped = event.frame;
    else if (kind === 'memory-write-cut') {
      if (this.#isDamaged) this.#isModelled = false;
      else this.#cutWrite(timeUs);
    } else if (kind === 'ecu') this.#takePhase(event.state, timeUs);
    else this.#stimulus(event, timeUs);
  }

  #stimulus(event: CarEvent['event'], timeUs: Micros): void {
    const { kind } = event;
    if (kind === 'key-touched') this.#touch(event.keyId, timeUs);
    else if (kind === 'power-cut') {
      if (this.#isDamaged) this.#isModelled = false;
      this.#input('power', { kind: 'powerLoss' }, timeUs);
      this.#heard.forget();
      this.#reader.reset();
      this.#responses.forget();
    } else if (kind === 'power-back') this.#give({ kind: 'powerReturn' }, timeUs);
    else if (kind === 'faults-set') {
      if ((event.faults.memoryDamage ?? []).length > 0) this.#isDamaged = true;
      this.#isDisturbed ||= isDisturbing(this.#car.faults);
    } else {
      const input = inputOf(event);
      if (input !== null) this.#input(input.kind, input, timeUs);
    }
  }

  #touch(keyId: number, timeUs: Micros): void {
    const { boundVin, batteryMv } = this.#car.keys.get(keyId);
    // Keys bound in the run are known to the oracle.
    const before = this.#boundBefore.has(keyId) ? boundVin : null;
    const touch = { kind: 'touch', key: { id: keyId, batteryMv, boundVin: before } } as const;
    if (this.#cut?.atUs === timeUs) this.#touchBeforeCut(touch, this.#cut.shadows, timeUs);
    else this.#input('touch', touch, timeUs);
  }

  #takePhase(phase: 'off' | 'booting' | 'running', timeUs: Micros): void {
    // What was under way ends with it.
    this.#responses.forget();
    if (phase === 'running') this.#takeFaults(timeUs);
    else if (phase === 'booting' && this.#isDisturbed) this.#give({ kind: 'responseSent' }, timeUs);
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
    const awaiting =
      answer === undefined ? shadow.awaiting : { request: request ?? new Uint8Array(), allowed: answer.allowed };
    const expected = happened.length === 0 ? shadow.expected : [...shadow.expected, ...happened];
    const before = PASSIVE.includes(input.kind) ? shadow.before : shadow.state;
    return { ...shadow, state, before, request, awaiting, expected };
  }

  #request(endpoint: Endpoint, payload: Uint8Array, timeUs: Micros): void {
    this.#give({ kind: 'time' }, timeUs);
    this.#shadows = this.#shadows.map((shadow) => silenceJudged(shadow, timeUs));
    const isBesideResponse = !this.#isDisturbed && this.#responses.isBeside(endpoint);
    this.#input('request', { kind: 'request', endpoint, payload, isBesideResponse }, timeUs);
  }

  #response(endpoint: Endpoint, payload: Uint8Array, timeUs: Micros): void {
    this.#responses.begin(endpoint);
    if (isPending(payload)) return;
    this.#give({ kind: 'time' }, timeUs);
    this.#shadows = this.#shadows.map((shadow) => this.#answered(shadow, payload, timeUs));
  }

  /** S3 and the boot after 0x11 count from the end of the last response (conformance 27, 34). */
  #responseOut({ endpoint, payload }: ReadMessage, timeUs: Micros): void {
    this.#responses.end(endpoint);
    if (!isPending(payload) && !this.#responses.isAny) this.#give({ kind: 'responseSent' }, timeUs);
  }

  /** With nothing disturbed and no response under way both sides count from the same instants again. */
  #settle(): void {
    if (!this.#isDisturbed || isDisturbing(this.#car.faults) || this.#car.smartKey.isSending()) return;
    this.#isDisturbed = false;
    this.#responses.forget();
    this.#reader.reset();
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
    if (this.#isDisturbed && payload[0] === NEGATIVE_RESPONSE && payload[2] === NRC.busyRepeatRequest) {
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
    // First the state: a scenario can check it.
    const difference = compareState(this.#car, this.#oracle, judged.state);
    if (difference !== null || sameHappenings(expected, actual)) return { ...cleared, problem: difference };
    const both = { oracle: expected === '' ? 'nothing' : expected, firmware: actual === '' ? 'nothing' : actual };
    return { ...cleared, problem: { rule: 'VEH-3', aspect: 'beeps, keys bound, locks', ...both, atUs } };
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
      const asked: Input | null =
        request === null ? null : { kind: 'request', endpoint: request.endpoint, payload: request.payload };
      const inputs = [...(asked === null ? [] : [[asked]]), ...this.#faultsSince(state)];
      const taken = inputs.map((given) => ({ state: this.#stepAll(shadow, given, timeUs).state, atUs: timeUs }));
      return [{ state, atUs: timeUs }, ...withoutDeadline, ...taken].map((past) =>
        this.#lose({ ...shadow, ...past, expected: [] }, past.atUs),
      );
    });
  }

  /** The faults that the ECU has met and could not store, as one list of inputs; none: no list. */
  #faultsSince({ faults }: State): readonly (readonly Input[])[] {
    const held: readonly string[] = this.#car.smartKey.inputs.faults;
    const inputs = FAULTS.flatMap((fault): readonly Input[] => {
      if (!isFaultName(fault) || faults[fault].isPresent === held.includes(fault)) return [];
      return [{ kind: 'fault', fault, isPresent: held.includes(fault) }];
    });
    return inputs.length === 0 ? [] : [inputs];
  }

  #stepAll(shadow: Shadow, inputs: readonly Input[], timeUs: Micros): Shadow {
    return inputs.reduce((before, input) => this.#step(before, input, timeUs), shadow);
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
    this.#feedFrames();
    this.#shadows = this.#shadows.map((shadow) =>
      this.#stepAll(shadow, this.#faultsSince(shadow.state).flat(), timeUs),
    );
  }

  /** The last frames count from their own instants; those before them made no difference. */
  #feedFrames(): void {
    for (const { input, atUs } of this.#heard.take()) {
      this.#shadows = this.#shadows.map((shadow) => this.#step(shadow, input, Math.max(atUs, shadow.state.nowUs)));
    }
  }
}

/** The input of an event that is one by itself; null for all others. */
function inputOf(event: CarEvent['event']): Input | null {
  const { kind } = event;
  if (kind === 'vehicle-changed') {
    const mv = event.change['batteryMv'];
    return typeof mv === 'number' ? { kind: 'supply', mv } : null;
  }
  if (kind === 'key-moved') return { kind: 'keyPlace', id: event.keyId, isInCabin: event.to === 'cabin' };
  if (kind === 'fault') {
    return isFaultName(event.code) ? { kind: 'fault', fault: event.code, isPresent: event.on } : null;
  }
  if (kind !== 'button-pressed') return null;
  const { button, keyId } = event;
  return button === 'lock' || button === 'unlock' ? { kind: 'keyButton', id: keyId, button } : null;
}

function isDisturbing({ bus, silent, busOff, babble, transport, answers }: FaultPlan): boolean {
  const isQuiet = silent.length === 0 && busOff === null && babble === null && answers.length === 0;
  return (
    !isQuiet ||
    JSON.stringify(bus) !== JSON.stringify(NO_FAULTS.bus) ||
    JSON.stringify(transport) !== JSON.stringify(NO_FAULTS.transport)
  );
}

/** Of the Smart Key ECU; null for one of another ECU. */
function endpointOf(name: string): Endpoint | null {
  return name === 'oem' || name === 'generic' || name === 'functional' ? name : null;
}

function isPending(payload: Uint8Array): boolean {
  return payload[0] === NEGATIVE_RESPONSE && payload[2] === NRC.requestCorrectlyReceivedResponsePending;
}

function isFaultName(code: string): code is FaultName {
  return FAULTS.includes(code);
}
