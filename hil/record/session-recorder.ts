import { isDeepStrictEqual } from 'node:util';

import { fromHex } from '../../can-bus/bytes/hex.ts';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import { secondsText } from '../../can-bus/trace/seconds.ts';
import { BitTiming } from '../../can-bus/virtual-bus/bit-timing.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import { CAR_FAULTS, type CarFault } from '../car/car-fault.ts';
import { MEMORY_FAULT } from '../car/car-state.ts';
import type { CarNode } from '../car/faults/fault-plan.ts';
import type { CarState } from '../view/car-view.ts';
import { VERBS } from '../scenario/verbs/verbs.ts';
import type { TracedEvent, TraceRecord } from '../trace/trace-record.ts';
import { ExchangeRecorder, type StepBegin } from './exchange-recorder.ts';
import { ExchangeShift } from './exchange-shift.ts';
import { DiagnosticChannels, type PassiveFrame, type PassiveUds } from '../tester/passive-diagnostics.ts';
import { KeyNames } from './key-names.ts';
import { RecordedFaults } from './recorded-faults.ts';
import { Overlap } from './overlap.ts';
import type { RecordedSession, RecordedStep, YamlValue } from './recorded-step.ts';
import { finalExpectation, givenChange } from './car-baseline.ts';
import { yamlValueOf } from './yaml-value.ts';
import { DEFAULT_BIT_RATE } from '../../can-bus/virtual-bus/bus-options.ts';

const NO_STEP = 'no step of a scenario has this form';
const SCHEMAS = new Map(Object.entries(VERBS).map(([name, { schema }]) => [name, schema]));
const WHILE_OFF = 'what was done while the ECUs were without power, or booted, is done once they have booted';
const OFF_AT_END = 'the power was cut and is not back yet: that is left out';
const CODE_WHILE_OFF = 'a trouble code was set or cleared while the Smart Key ECU was off: that is left out';
const MEMORY_BEFORE = 'the memory was damaged before the recording began: that is not in it';
const UNKNOWN_FAULTS =
  'the bus had errors, from faults that were set before the recording began or from outside: they are not in it';
const LOST_REQUEST = 'the first frame of a long request was lost by a fault of the bus: that request is not in it';
const LATE_ANSWERS =
  "a response was delayed by a fault: a scenario's tester waits no longer than P2, and the tool may have waited";
const BROKEN_TRANSPORT =
  "frames of ISO-TP were lost or changed by a fault: a scenario's tester breaks off then, and the tool may have gone on";
const OVERLAP = 'requests were made while another endpoint was answered: their steps are one after the other';
const ENGINE_NODE: CarNode = 'engine';
const SMART_KEY_NODE: CarNode = 'smart-key';
const OTHERS_ANSWERS =
  'requests to all ECUs are in it, and the responses of the engine ECU are not: a scenario hears the Smart Key ECU only';

/**
 * Turns a car's events into steps of a scenario: the requests of a tool with their answers, and operator inputs. A
 * machine without a clock: times are those of the events.
 */
export class SessionRecorder {
  readonly #profile: Profile;
  readonly #channels: DiagnosticChannels;
  readonly #timing = new BitTiming(DEFAULT_BIT_RATE);
  readonly #steps: RecordedStep[] = [];
  readonly #exchanges: ExchangeRecorder;
  readonly #shift: ExchangeShift;
  readonly #overlap = new Overlap();
  readonly #names: KeyNames;
  readonly #initial: CarState | null;
  readonly #warnings = new Set<string>();
  readonly #requestStarts = new Map<string, StepBegin>();
  /** The last request that was on the bus, unless the ECU has reported it. */
  #heard: PassiveUds | null = null;
  /** The last request to all ECUs, with its instant: each ECU that takes it up reports it. */
  #toAll = '';
  /** The end of the last frame of the exchange, and of the last operator step. */
  #busyUntilUs: Micros = 0;
  #powerCutUs: Micros | null = null;
  /** What was done since then: a scenario does it after the power cycle. */
  #whileOff: Pick<RecordedStep, 'verb' | 'value'>[] = [];
  /** The next power cut is the effect of a recorded fault. */
  #failsByItself = false;
  readonly #bootUs: Micros;
  readonly #faults: RecordedFaults;
  #hasFaults = false;
  /** The end of the last frame that reached nobody. */
  #lostUs: Micros | null = null;
  /** Faults have been set by which a tool may receive something else than what the ECU has reported, or nothing. */
  #spoilsAnswers = false;
  /** The last request was on this bus, and so will be its answer. */
  #isOnBus = false;
  /** Trouble codes that are on as far as the car has said. */
  readonly #codes: Set<CarFault>;

  /** @param initial the car's state when recording begins; null where it is unknown, and a new car is assumed */
  constructor(profile: Profile, initial: CarState | null) {
    this.#profile = profile;
    this.#channels = new DiagnosticChannels(profile);
    this.#exchanges = new ExchangeRecorder(this.#steps);
    this.#shift = new ExchangeShift(profile);
    this.#names = new KeyNames(initial);
    this.#initial = initial;
    this.#faults = new RecordedFaults(initial);
    this.#codes = new Set(initial === null ? [] : codesOf(initial));
    this.#bootUs = profile.bootTimeUs;
  }

  /** Steps so far. */
  get stepCount(): number {
    return this.#steps.length;
  }

  take(record: TraceRecord): void {
    if (record.kind === 'frame') this.#frame(record.timeUs, record.frame);
    else if (record.event === 'uds') this.#uds(record);
    else this.#event(record);
  }

  /** @param final the car's state now; null where it is unknown */
  finish(final: CarState | null): RecordedSession {
    if (final !== null) this.#exchanges.closeBy(final.timeUs);
    else this.#exchanges.closeBy(Number.MAX_SAFE_INTEGER);
    const expect = final === null ? null : finalExpectation(final, this.#initial, (id) => this.#names.of(id));
    if (this.#powerCutUs !== null) this.#warnings.add(OFF_AT_END);
    if (this.#initial?.faults.includes(MEMORY_FAULT) === true) this.#warnings.add(MEMORY_BEFORE);
    if (final !== null && !isDeepStrictEqual(new Set(codesOf(final)), this.#codes)) this.#warnings.add(CODE_WHILE_OFF);
    return {
      keys: this.#names.all(),
      given: this.#initial === null ? {} : givenChange(this.#initial),
      givenCodes: this.#initial === null ? [] : codesOf(this.#initial),
      steps: this.#usableSteps(),
      final: final === null || expect === null ? null : { timeUs: final.timeUs, expect, ...this.#end },
      warnings: [...this.#warnings],
    };
  }

  get #end(): Pick<StepBegin, 'quietSinceUs' | 'shiftUs'> {
    return { quietSinceUs: this.#busyUntilUs, shiftUs: this.#shift.us };
  }

  /** A step that the loader refuses would take all others with it. */
  #usableSteps(): readonly RecordedStep[] {
    return this.#steps.filter(({ verb, value, startUs }) => {
      const isUsable = SCHEMAS.get(verb)?.safeParse(value).success === true;
      if (!isUsable) this.#warnings.add(`${verb} at ${secondsText(startUs)} s is left out: ${NO_STEP}`);
      return isUsable;
    });
  }

  #frame(timeUs: Micros, frame: CanFrame): void {
    const isLost = timeUs === this.#lostUs;
    const channels = isLost ? new DiagnosticChannels(this.#profile) : this.#channels;
    const heard = channels.take(frame, timeUs);
    if (heard === null) return;
    if (heard.beginsRequestTo !== null) {
      const wireUs = Math.floor(this.#timing.totalMicros(this.#timing.frameUnits(frame)));
      this.#requestStarts.set(heard.beginsRequestTo, this.#beginAt(timeUs - wireUs));
    }
    if (isLost) {
      this.#lose(timeUs, heard);
      return;
    }
    this.#shift.frame(frame);
    if (heard.beginsResponse) this.#exchanges.responseBegins();
    if (heard.message?.direction === 'request') this.#heard = heard.message;
    else if (heard.message !== null) this.#answered(heard.message);
    this.#busyUntilUs = timeUs;
  }

  /** An answer was on the bus. */
  #answered({ endpoint, payload }: PassiveUds): void {
    this.#overlap.answered(endpoint);
    if (this.#spoilsAnswers) this.#exchanges.response(payload);
  }

  #uds({ timeUs, source, endpoint, direction, payload }: TracedEvent): void {
    if (typeof endpoint !== 'string' || typeof payload !== 'string') return;
    const bytes = fromHex(payload);
    if (direction === 'response') {
      const isWhole = source === SMART_KEY_NODE && !this.#spoilsAnswers;
      if (isWhole && this.#overlap.answer(endpoint, bytes, timeUs)) this.#warnings.add(OVERLAP);
      if (endpoint === 'functional' && source === ENGINE_NODE) this.#otherAnswers();
      else if (!this.#spoilsAnswers || !this.#isOnBus) this.#exchanges.response(bytes);
      return;
    }
    if (endpoint === 'functional' && this.#isKnown(`${timeUs} ${payload}`)) return;
    this.#request(timeUs, endpoint, bytes);
  }

  #request(timeUs: Micros, endpoint: string, bytes: Uint8Array): void {
    this.#heard = null;
    if (this.#overlap.request(endpoint, bytes, timeUs)) this.#warnings.add(OVERLAP);
    this.#isOnBus = this.#requestStarts.has(endpoint);
    const start = this.#requestStarts.get(endpoint) ?? this.#beginAt(timeUs);
    this.#requestStarts.delete(endpoint);
    this.#shift.request(endpoint, bytes);
    this.#exchanges.request({ endpoint, payload: bytes, sentUs: timeUs, ...start });
  }

  /** A write of that instant has no end. The ECU does not report the request that it belongs to. */
  #writeCut(timeUs: Micros): void {
    const heard = this.#heard;
    if (heard?.lastUs === timeUs) this.#request(timeUs, heard.endpoint, heard.payload);
    this.#failsByItself = this.#faults.takesPower();
  }

  #trouble({ event, timeUs, fault }: TracedEvent): void {
    if (event === 'frame-dropped') this.#lostUs = timeUs;
    if (event === 'fault-struck') this.#struck(fault);
    else if (!this.#hasFaults) this.#warnings.add(UNKNOWN_FAULTS);
  }

  /** A request that the ECU has not received is a step all the same. */
  #lose(timeUs: Micros, { message, beginsRequestTo, beginsResponse }: PassiveFrame): void {
    if (beginsResponse) this.#exchanges.answerIsLost();
    if (message?.direction === 'request') this.#request(timeUs, message.endpoint, message.payload);
    else if (message === null) this.#warnings.add(beginsRequestTo === null ? BROKEN_TRANSPORT : LOST_REQUEST);
    this.#busyUntilUs = timeUs;
  }

  #struck(fault: unknown): void {
    const isLate = fault === 'answer-delayed';
    const isTransport = typeof fault === 'string' && /^(?:flow-control|consecutive-frame)/.test(fault);
    if (isLate || isTransport) this.#warnings.add(isLate ? LATE_ANSWERS : BROKEN_TRANSPORT);
  }

  #isKnown(toAll: string): boolean {
    const isKnown = this.#toAll === toAll;
    this.#toAll = toAll;
    return isKnown;
  }

  #otherAnswers(): void {
    this.#exchanges.otherAnswers();
    this.#warnings.add(OTHERS_ANSWERS);
  }

  #event(event: TracedEvent): void {
    const { timeUs, keyId } = event;
    switch (event.event) {
      case 'vehicle-changed':
        this.#vehicle(timeUs, yamlValueOf(event['change']));
        return;
      case 'key-made':
      case 'key-touched':
      case 'key-moved':
      case 'key-battery-set':
      case 'button-pressed':
        if (typeof keyId === 'string') this.#key(keyId, event);
        return;
      case 'engine-switch-pressed':
        this.#startEngine(timeUs, event);
        return;
      case 'dealer-asked':
        // The tool's pass-codes are in the recording; their approval concerns only the dealer.
        return;
      case 'memory-write-cut':
        this.#writeCut(timeUs);
        return;
      case 'power-cut':
        this.#powerCut(timeUs);
        return;
      case 'power-back':
        this.#powerBack(timeUs);
        return;
      case 'fault':
        this.#fault(event);
        return;
      case 'faults-set':
        this.#setFaults(timeUs, event['faults']);
        return;
      case 'faults-cleared':
        this.#clearFaults(timeUs);
        return;
      case 'error-frame':
      case 'frame-dropped':
      case 'fault-struck':
        this.#trouble(event);
        return;
      // What the car does by itself it does again, and a key that is removed is not used again.
      case 'uds':
      case 'uds-exchange':
      case 'message-lost':
      case 'beeps-ordered':
      case 'buzzer':
      case 'lock-request':
      case 'locks-changed':
      case 'flashers':
      case 'trunk-opener':
      case 'alarm':
      case 'key-bound':
      case 'key-removed':
      case 'procedure':
      case 'history':
      case 'session':
      case 'security':
      case 'ecu':
      case 'queue-overflow':
      case 'error-state':
      case 'frame-aborted':
      case 'memory-written':
      case 'memory-damaged':
      case 'memory-repaired':
        return;
    }
  }

  #startEngine(timeUs: Micros, { running, reason }: TracedEvent): void {
    this.#hand(timeUs, 'startEngine', { expect: { running: running === true, reason: yamlValueOf(reason) } });
  }

  #beginAt(startUs: Micros): StepBegin {
    return { startUs, quietSinceUs: this.#busyUntilUs, shiftUs: this.#shift.us };
  }

  #hand(timeUs: Micros, verb: string, value: YamlValue): void {
    const isOff = this.#powerCutUs !== null || timeUs < this.#busyUntilUs;
    if (isOff && verb !== 'powerCycle') this.#warnings.add(WHILE_OFF);
    if (this.#powerCutUs !== null) {
      this.#whileOff.push({ verb, value });
      return;
    }
    this.#exchanges.closeBy(timeUs);
    this.#steps.push({ verb, value, ...this.#beginAt(timeUs), poll: null });
    this.#busyUntilUs = Math.max(this.#busyUntilUs, timeUs);
  }

  #key(id: string, event: TracedEvent): void {
    const { timeUs } = event;
    if (event.event === 'key-made') {
      this.#names.made(id, event);
      return;
    }
    const key = this.#names.of(id);
    if (event.event === 'key-touched') this.#hand(timeUs, 'touch', { key, expect: reactionOf(event) });
    else if (event.event === 'key-moved') this.#hand(timeUs, 'move', { key, to: yamlValueOf(event['to']) });
    else if (event.event === 'key-battery-set') {
      this.#hand(timeUs, 'fault', { keyBattery: [{ key, batteryV: yamlValueOf(event['batteryV']) }] });
    } else {
      const press = { button: yamlValueOf(event['button']), holdMs: yamlValueOf(event['holdMs']) };
      this.#hand(timeUs, 'press', { key, ...press, expect: reactionOf(event) });
    }
  }

  #vehicle(timeUs: Micros, change: YamlValue): void {
    const isEmpty = typeof change !== 'object' || change === null || Object.keys(change).length === 0;
    if (!isEmpty && !this.#faults.makes(timeUs, change)) this.#hand(timeUs, 'vehicle', change);
  }

  #setFaults(timeUs: Micros, parts: unknown): void {
    this.#hasFaults = true;
    this.#spoilsAnswers ||= RecordedFaults.spoilAnswers(parts);
    const value = this.#faults.set(timeUs, parts, (id) => this.#names.of(id));
    if (value === null) this.#warnings.add(`the faults set at ${secondsText(timeUs)} s are left out: ${NO_STEP}`);
    else this.#hand(timeUs, 'fault', value);
  }

  /** Clearing switches off each trouble code that was on: the one step does all of it again. */
  #clearFaults(timeUs: Micros): void {
    this.#faults.clear();
    this.#codes.clear();
    for (let last = this.#steps.at(-1); isSwitchedOff(last, timeUs); last = this.#steps.at(-1)) {
      this.#busyUntilUs = last.quietSinceUs;
      this.#steps.pop();
    }
    this.#hand(timeUs, 'fault', 'none');
  }

  #powerCut(timeUs: Micros): void {
    this.#exchanges.closeBy(timeUs);
    this.#powerCutUs = this.#failsByItself ? null : timeUs;
    this.#failsByItself = false;
  }

  #powerBack(timeUs: Micros): void {
    const cutUs = this.#powerCutUs;
    this.#powerCutUs = null;
    if (cutUs === null) return;
    this.#hand(cutUs, 'powerCycle', { offMs: (timeUs - cutUs) / MICROS_PER_MILLI });
    this.#busyUntilUs = timeUs + this.#bootUs;
    for (const { verb, value } of this.#whileOff.splice(0)) this.#hand(this.#busyUntilUs, verb, value);
  }

  #fault({ timeUs, code, on }: TracedEvent): void {
    const fault = CAR_FAULTS.find((name) => name === code);
    if (fault === undefined) return;
    if (on === true) this.#codes.add(fault);
    else this.#codes.delete(fault);
    this.#hand(timeUs, 'fault', faultValue(fault, on === true));
  }
}

/** A fault with a trouble code was switched off at that instant. */
function isSwitchedOff(step: RecordedStep | undefined, timeUs: Micros): step is RecordedStep {
  if (step?.verb !== 'fault' || step.startUs !== timeUs) return false;
  return CAR_FAULTS.some((name) => isDeepStrictEqual(step.value, faultValue(name, false)));
}

function codesOf({ faults }: CarState): readonly CarFault[] {
  return CAR_FAULTS.filter((code) => faults.includes(code));
}

function faultValue(code: CarFault, on: boolean): YamlValue {
  return { fault: code, on: on ? 'on' : 'off' };
}

function reactionOf({ reaction, reason }: TracedEvent): YamlValue {
  return { reaction: yamlValueOf(reaction), reason: yamlValueOf(reason) };
}
