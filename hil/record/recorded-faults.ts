import { NO_ANSWER_FAULT, NO_TRANSPORT_FAULTS } from '../../can-bus/faults/diagnostic-fault-plan.ts';
import { NO_DOIP_FAULT } from '../../can-bus/doip/fault-plan.ts';
import { numberToHex } from '../../can-bus/bytes/hex.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { NO_BUS_FAULTS } from '../../can-bus/virtual-bus/fault-plan.ts';
import { DEFAULT_BODY_INPUTS, type Doors } from '../../ecu-sim/body/body-inputs.ts';
import type { FaultPlanForm } from '../car/faults/fault-form.ts';
import { FaultTimeline, type TimedInput } from '../car/faults/fault-timeline.ts';
import { readFaultForm } from '../car/faults/read-fault-form.ts';
import { fault } from '../scenario/verbs/fault.ts';
import type { CarState } from '../view/car-view.ts';
import type { YamlValue } from './recorded-step.ts';
import { yamlValueOf } from './yaml-value.ts';

type Fields = Readonly<Record<string, YamlValue>>;

const SPOILING_PARTS: ReadonlySet<string> = new Set(['answers', 'transport', 'bus', 'silent', 'busOff', 'babble']);

/** Faults that were set during a recording, and what they do later: the scenario's own faults do it again. */
export class RecordedFaults {
  readonly #timeline = new FaultTimeline();
  #due: readonly TimedInput[] = [];
  #supplyMv: number = DEFAULT_BODY_INPUTS.batteryMv;
  #doors: Doors = DEFAULT_BODY_INPUTS.doors;
  #cutsWrite = false;

  /** @param initial the car when recording begins; null: a new one */
  constructor(initial: CarState | null) {
    if (initial === null) return;
    this.#supplyMv = Math.round(initial.batteryV * 1000);
    this.#doors = initial.doors;
  }

  /**
   * Whether a tool may receive something else than what the ECU reports as its answer.
   *
   * @param parts of `faults-set`
   */
  static spoilAnswers(parts: unknown): boolean {
    return Object.keys(fieldsOf(yamlValueOf(parts))).some((part) => SPOILING_PARTS.has(part));
  }

  /**
   * @param parts of `faults-set`
   * @returns the value of the `fault` step that sets them again; null where no scenario can
   */
  set(timeUs: Micros, parts: unknown, keyName: (id: string) => string): YamlValue {
    const value = formOf(yamlValueOf(parts), keyName);
    const read = fault.schema.safeParse(value);
    if (!read.success || read.data.kind !== 'faults') return null;
    this.#follow(read.data.form, timeUs);
    return value;
  }

  clear(): void {
    this.#timeline.followSupply(null, this.#supplyMv, 0);
    this.#timeline.flutter(null, false, 0);
    this.#cutsWrite = false;
  }

  /** Notes a change of the car. True where one of these faults has made it, and not an operator. */
  makes(timeUs: Micros, change: YamlValue): boolean {
    const fields = fieldsOf(change);
    const isOurs = this.#takeDue(timeUs, JSON.stringify(fields));
    const { batteryV } = fields;
    if (typeof batteryV === 'number') this.#supplyMv = Math.round(batteryV * 1000);
    this.#doors = { ...this.#doors, ...fieldsOf(fields['doors']) };
    return isOurs;
  }

  /** A memory write was cut. True where one of these faults did it: the power fails by itself. */
  takesPower(): boolean {
    const takes = this.#cutsWrite;
    this.#cutsWrite = false;
    return takes;
  }

  #follow(form: FaultPlanForm, timeUs: Micros): void {
    const { supply, doorFlutter, memoryCut } = readFaultForm(form, () => 0);
    if (supply !== undefined) this.#timeline.followSupply(supply, this.#supplyMv, timeUs);
    if (doorFlutter !== undefined) {
      this.#timeline.flutter(doorFlutter, doorFlutter !== null && this.#doors[doorFlutter.door], timeUs);
    }
    if (memoryCut !== undefined) this.#cutsWrite = memoryCut !== null;
  }

  #takeDue(timeUs: Micros, change: string): boolean {
    for (let dueUs = this.#timeline.deadlineUs(); dueUs <= timeUs; dueUs = this.#timeline.deadlineUs()) {
      this.#due = this.#timeline.take(dueUs);
    }
    const [next, ...later] = this.#due;
    if (next === undefined || JSON.stringify(changeOf(next)) !== change) return false;
    this.#due = later;
    return true;
  }
}

/** As a record has it. */
function changeOf(input: TimedInput): Fields {
  return input.kind === 'supply' ? { batteryV: input.mv / 1000 } : { doors: { [input.door]: input.open } };
}

/** The parts of a plan from their record, in the form of a scenario, without what is not set. */
function formOf(parts: YamlValue, keyName: (id: string) => string): YamlValue {
  const form: Record<string, YamlValue> = {};
  for (const [part, value] of Object.entries(fieldsOf(parts))) form[part] = partForm(part, value, keyName);
  return form;
}

function partForm(part: string, value: YamlValue, keyName: (id: string) => string): YamlValue {
  if (value === null) return null;
  const fields = fieldsOf(value);
  switch (part) {
    case 'bus':
      return without(NO_BUS_FAULTS, { ...fields, data: maskText(fields['data']) });
    case 'transport':
      return Object.fromEntries(
        Object.entries(fields).map(([side, plan]) => [side, without(NO_TRANSPORT_FAULTS, fieldsOf(plan))]),
      );
    case 'answers':
      return listOf(value).map((answer) => {
        const { request, response } = answer;
        return without(NO_ANSWER_FAULT, { ...answer, request: maskText(request), response: maskText(response) });
      });
    case 'supply': {
      const points = listOf(fields['points']).map(({ mv, ...point }) => ({ ...point, volts: volts(mv) }));
      return { ...fields, points };
    }
    case 'keyBattery':
      return listOf(value).map(({ keyId, ...others }) => ({
        key: typeof keyId === 'string' ? keyName(keyId) : null,
        ...others,
      }));
    case 'doip':
      return listOf(value).map(({ message, ...others }) => {
        const { code, headerNack } = others;
        const coded = { ...others, code: codeText(code), headerNack: codeText(headerNack) };
        return { message: message ?? null, ...without(NO_DOIP_FAULT, coded) };
      });
    default:
      return value;
  }
}

function fieldsOf(value: YamlValue | undefined): Fields {
  return typeof value === 'object' && value !== null && !isList(value) ? value : {};
}

function listOf(value: YamlValue | undefined): readonly Fields[] {
  return value !== undefined && isList(value) ? value.map(fieldsOf) : [];
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

function without(defaults: object, fields: Fields): Fields {
  const given: Readonly<Record<string, unknown>> = { ...defaults };
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => given[name] !== value));
}

/** A mask in a record has its text, and what was read from that. */
function maskText(mask: YamlValue | undefined): YamlValue {
  return mask === undefined || mask === null ? null : (fieldsOf(mask)['text'] ?? null);
}

function codeText(code: YamlValue | undefined): YamlValue {
  return typeof code === 'number' ? numberToHex(code, 2) : null;
}

function volts(mv: YamlValue | undefined): YamlValue {
  return typeof mv === 'number' ? mv / 1000 : null;
}
