import { decodeSignal, type SignalSpec } from '../../can-bus/dbc/signal.ts';
import { CanFrameError, dataFrame, type CanFrame } from '../../can-bus/frame/can-frame.ts';
import { BROADCAST_MESSAGES } from '../../ecu-sim/signals/broadcast-database.ts';
import { BenchError, type ScenarioBench } from './bench.ts';
import { bytesOfPattern, matchesPattern } from './byte-pattern.ts';
import { describeMask, formatBytes, formatCanId } from './describe-action.ts';
import { formatExpected, type ObservedParts } from './expectation.ts';
import type { SeenFrame } from './frame-book.ts';
import type { Action, FrameSpec } from './scenario.ts';
import { DONE, inconclusive, judge, symbolsFor, waitFor, type Captures, type StepOutcome } from './step-outcome.ts';

/** Steps that send frames of the scenario's own, or look for frames on the bus. */

export async function lookAtFrame(
  action: Extract<Action, { kind: 'frame' }>,
  car: string,
  bench: ScenarioBench,
): Promise<StepOutcome> {
  const startUs = bench.nowUs();
  const spec = BROADCAST_MESSAGES.find((message) => message.name === action.message);
  if (spec === undefined) throw new Error(`there is no message ${action.message}`);
  const { signals, withinUs } = action;
  const look = (): StepOutcome => {
    const seen = bench.lastFrame(car, spec.id);
    const isNew = withinUs === null || (seen !== null && seen.timeUs > startUs);
    if (seen === null || !isNew || seen.frame.data.length < spec.length) {
      return { verdict: 'fail', expected: `${spec.name} ${formatExpected(signals)}`, got: 'no such frame' };
    }
    return judge(signals, signalsOf(seen, spec.signals));
  };
  return withinUs === null ? look() : waitFor(bench, startUs + withinUs, look);
}

function signalsOf({ frame }: SeenFrame, specs: readonly SignalSpec[]): ObservedParts {
  return Object.fromEntries(specs.map((spec) => [spec.name, decodeSignal(frame.data, spec)]));
}

export async function sendFrame(
  { frame, traffic }: Extract<Action, { kind: 'send' }>,
  car: string,
  bench: ScenarioBench,
  captures: Captures,
): Promise<StepOutcome> {
  const data = bytesOfPattern(frame.data, symbolsFor(frame.data, bench, captures));
  if (data === null) return inconclusive('every name in braces captured', 'one that is not');
  const made = frameOf(frame, data);
  if (traffic === null) await bench.sendFrame(car, made);
  else await bench.startTraffic(car, traffic.name, made, traffic.cycleUs);
  return DONE;
}

function frameOf({ id, extended, fd }: FrameSpec, data: Uint8Array): CanFrame {
  try {
    return dataFrame(id, data, { extended, fd });
  } catch (error) {
    if (!(error instanceof CanFrameError)) throw error;
    throw new BenchError(error.message, 'send fewer bytes, or fd: true', { cause: error });
  }
}

/** Frames by id and bytes: one that is to come, or none that may. */
export async function lookAtBytes(
  action: Extract<Action, { kind: 'rawFrame' | 'noFrame' }>,
  car: string,
  bench: ScenarioBench,
  captures: Captures,
): Promise<StepOutcome> {
  const mask = action.kind === 'noFrame' ? action.mask : { id: action.id, data: action.data };
  const symbols = symbolsFor(mask.data ?? [], bench, captures);
  const isMeant = (frame: CanFrame): boolean =>
    (mask.id === null || frame.id === mask.id) &&
    (mask.data === null || matchesPattern(mask.data, frame.data, symbols));
  if (action.kind === 'noFrame') return staySilent(action, isMeant, car, bench);
  const expected = `frame${describeMask(mask)}`;
  const before = bench.lastFrame(car, action.id);
  const last = (seen: SeenFrame | null): string => (seen === null ? 'no such frame' : describeFrame(seen.frame));
  if (action.withinUs === null) {
    return { verdict: before !== null && isMeant(before.frame) ? 'pass' : 'fail', expected, got: last(before) };
  }
  const watch = bench.watchFrames(car, isMeant);
  const limitUs = bench.nowUs() + action.withinUs;
  try {
    while (watch.seen === null && bench.nowUs() < limitUs) await bench.advanceToNext(limitUs);
    const latest = bench.lastFrame(car, action.id);
    const got = watch.seen ?? (latest === before ? null : latest);
    return { verdict: watch.seen === null ? 'fail' : 'pass', expected, got: last(got) };
  } finally {
    watch.end();
  }
}

async function staySilent(
  { mask, forUs }: Extract<Action, { kind: 'noFrame' }>,
  isMeant: (frame: CanFrame) => boolean,
  car: string,
  bench: ScenarioBench,
): Promise<StepOutcome> {
  const watch = bench.watchFrames(car, isMeant);
  const limitUs = bench.nowUs() + forUs;
  try {
    while (watch.seen === null && bench.nowUs() < limitUs) await bench.advanceToNext(limitUs);
    const expected = `no frame${describeMask(mask)}`;
    if (watch.seen === null) return { verdict: 'pass', expected, got: 'none' };
    return { verdict: 'fail', expected, got: describeFrame(watch.seen.frame) };
  } finally {
    watch.end();
  }
}

function describeFrame({ id, data }: CanFrame): string {
  return `${formatCanId(id)} ${formatBytes(data)}`;
}
