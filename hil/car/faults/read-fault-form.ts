import { parseByteMask, type ByteMask } from '../../../can-bus/bytes/byte-mask.ts';
import { fromHex, numberToHex, toHex } from '../../../can-bus/bytes/hex.ts';
import {
  NO_ANSWER_FAULT,
  NO_TRANSPORT_FAULTS,
  type AnswerFault,
  type TransportFaultPlan,
} from '../../../can-bus/faults/diagnostic-fault-plan.ts';
import { busFaultPlan } from '../../../can-bus/virtual-bus/fault-plan.ts';
import { formatKeyId } from '../../../ecu-sim/identity/key-id.ts';
import { doipFault, doipFormOf } from './doip-fault-form.ts';
import type { AnswerForm, BusForm, FaultPlanForm, TransportForm } from './fault-form.ts';
import type { FaultPlan, FaultPlanParts } from './fault-plan.ts';
import { DEFAULT_OFF_MS } from '../../../ecu-sim/profile/vehicle-limits.ts';

const DEFAULT_BABBLE_MS = 100;
const DEFAULT_STEP_MS = 10;

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/**
 * The parts of a plan from a form, with defaults for omitted fields.
 *
 * @param keyIdOf the id of a key as the form names it; may throw
 */
export function readFaultForm(form: FaultPlanForm, keyIdOf: (key: string) => number): FaultPlanParts {
  const parts: Mutable<FaultPlanParts> = {};
  const { seed, bus, silent, busOff, babble, transport, answers } = form;
  if (seed !== undefined) parts.seed = seed;
  if (bus !== undefined) parts.bus = busFaultPlan(busParts(bus));
  if (silent !== undefined) parts.silent = silent;
  if (busOff !== undefined) parts.busOff = busOff === null ? null : { held: false, ...busOff };
  if (babble !== undefined) {
    const { id = 0, periodMs = 0, durationMs = DEFAULT_BABBLE_MS } = babble ?? {};
    parts.babble = babble === null ? null : { id: canId(id), periodMs, durationMs };
  }
  if (transport !== undefined) {
    parts.transport = { ecu: transportPlan(transport?.ecu), tool: transportPlan(transport?.tool) };
  }
  if (answers !== undefined) parts.answers = answers.map(answerFault);
  if (form.doip !== undefined) parts.doip = form.doip.map(doipFault);
  readCarParts(form, keyIdOf, parts);
  return parts;
}

function readCarParts(form: FaultPlanForm, keyIdOf: (key: string) => number, parts: Mutable<FaultPlanParts>): void {
  const { supply, doorFlutter, memoryCut, memoryDamage, keyBattery } = form;
  if (supply !== undefined) {
    const points = (supply?.points ?? []).map(({ atMs, volts }) => ({ atMs, mv: Math.round(volts * 1000) }));
    parts.supply = supply === null ? null : { points, stepMs: supply.stepMs ?? DEFAULT_STEP_MS };
  }
  if (doorFlutter !== undefined) parts.doorFlutter = doorFlutter;
  if (memoryCut !== undefined) {
    const { write = 1, block = null, byte = null, offMs = DEFAULT_OFF_MS } = memoryCut ?? {};
    parts.memoryCut = memoryCut === null ? null : { write, block, byte, offMs };
  }
  if (memoryDamage !== undefined) parts.memoryDamage = memoryDamage;
  if (keyBattery !== undefined) {
    parts.keyBattery = keyBattery.map(({ key, batteryV }) => ({
      keyId: keyIdOf(key),
      batteryMv: Math.round(batteryV * 1000),
    }));
  }
}

function busParts({ ids, data, ...others }: BusForm): Parameters<typeof busFaultPlan>[0] {
  return { ...others, ids: ids?.map(canId) ?? null, data: maskOf(data) };
}

function canId(id: number | string): number {
  return typeof id === 'number' ? id : Number.parseInt(id, 16);
}

function maskOf(text: string | null | undefined): ByteMask | null {
  return text === null || text === undefined ? null : parseByteMask(text);
}

function transportPlan(form: TransportForm | undefined): TransportFaultPlan {
  return { ...NO_TRANSPORT_FAULTS, ...form };
}

function answerFault({ request, response, replace, ...others }: AnswerForm): AnswerFault {
  const bytes = replace === null || replace === undefined ? null : fromHex(replace.replaceAll(/\s/g, ''));
  return { ...NO_ANSWER_FAULT, ...others, request: maskOf(request), response: maskOf(response), replace: bytes };
}

/** The reverse: a plan as a form, CAN ids and key ids in hex. */
export function faultFormOf(plan: FaultPlan): Required<FaultPlanForm> {
  const { bus, babble, answers, supply, keyBattery, doip } = plan;
  return {
    ...plan,
    bus: { ...bus, ids: bus.ids?.map(hexId) ?? null, data: bus.data?.text ?? null },
    babble: babble === null ? null : { ...babble, id: hexId(babble.id) },
    answers: answers.map(({ request, response, replace, ...others }) => ({
      ...others,
      request: request?.text ?? null,
      response: response?.text ?? null,
      replace: replace === null ? null : toHex(replace, ' '),
    })),
    supply:
      supply === null ? null : { ...supply, points: supply.points.map(({ atMs, mv }) => ({ atMs, volts: mv / 1000 })) },
    keyBattery: keyBattery.map(({ keyId, batteryMv }) => ({ key: formatKeyId(keyId), batteryV: batteryMv / 1000 })),
    doip: doip.map(doipFormOf),
  };
}

function hexId(id: number): string {
  return numberToHex(id, id > 0x7ff ? 8 : 3);
}
