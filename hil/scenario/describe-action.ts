import { numberToHex, toHex } from '../../can-bus/bytes/hex.ts';
import { MAX_BASE_ID } from '../../can-bus/frame/can-frame.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import type { VehicleChange } from '../car/car.ts';
import { formatPattern } from './byte-pattern.ts';
import { formatExpected, type ExpectedParts } from './expectation.ts';
import type { Action, DealerDeed, FrameMask } from './scenario.ts';

/** What a step does, in one line for a report. */
export function describeAction(action: Action): string {
  switch (action.kind) {
    case 'vehicle':
      return `vehicle ${describeChange(action.change)}`;
    case 'startEngine':
      return 'press the engine switch';
    case 'touch':
      return `touch ${action.key}`;
    case 'move':
      return `move ${action.key} to ${action.to === 'cabin' ? 'the cabin' : 'the outside'}`;
    case 'press':
      return `press ${action.button} on ${action.key} for ${action.holdMs} ms`;
    case 'powerCycle':
      return `power off for ${formatSpan(action.offUs)}`;
    case 'fault':
      return `fault ${action.fault} ${action.on ? 'on' : 'off'}`;
    case 'faults':
      return `faults ${JSON.stringify(action.form)}`;
    case 'dealerFaults':
      return `faults of the dealer ${JSON.stringify(action.faults)}`;
    case 'clearFaults':
      return 'no faults any more';
    case 'uds':
      return `uds ${formatPattern(action.send)}${action.endpoint === 'oem' ? '' : ` to ${action.endpoint}`}`;
    case 'unlock':
      return `unlock level ${action.level}`;
    case 'passcode':
      return `${action.wrong ? 'wrong' : 'right'} pass-code for level ${action.level}`;
    case 'tool':
      return `scan tool: ${action.run.utility}`;
    case 'keepAlive':
      return `keep the session alive: ${action.on ? 'on' : 'off'}`;
    case 'at':
      return `at ${formatSpan(action.timeUs)}`;
    case 'advance':
      return `advance ${formatSpan(action.spanUs)}`;
    case 'advanceTo':
      return `advance to the ${action.deadline} deadline${describeOffset(action.offsetUs)}`;
    case 'within':
      return `within ${formatSpan(action.timeUs)}: ${formatExpected(action.expect)}`;
    case 'expect':
      return `expect ${formatExpected(action.expect)}`;
    case 'frame':
      return `frame ${action.message} ${formatExpected(action.signals)}`;
    case 'rawFrame':
      return `frame ${formatCanId(action.id)} ${formatPattern(action.data)}`;
    case 'noFrame':
      return `no frame${describeMask(action.mask)} for ${formatSpan(action.forUs)}`;
    case 'send': {
      const { frame, traffic } = action;
      const cycle = traffic === null ? '' : ` every ${formatSpan(traffic.cycleUs)}`;
      return `send ${formatCanId(frame.id)} ${formatPattern(frame.data)}${cycle}`;
    }
    case 'stopSending':
      return `stop sending ${action.name}`;
    case 'dealer':
      return `dealer: ${describeDeed(action.deed)}`;
  }
}

/** An id as a bus log shows it: three hex digits, eight for 29 bits. */
export function formatCanId(id: number): string {
  return `0x${numberToHex(id, id > MAX_BASE_ID ? 8 : 3)}`;
}

export function describeMask({ id, data }: FrameMask): string {
  return `${id === null ? '' : ` ${formatCanId(id)}`}${data === null ? '' : ` ${formatPattern(data)}`}`;
}

function describeDeed({ kind, by, level }: DealerDeed): string {
  const who = by === undefined ? '' : ` by ${by}`;
  return kind === 'passCode' ? `pass-code for level ${level ?? 1}${who}` : `${kind}${who}`;
}

function describeChange(change: VehicleChange): string {
  const { doors, batteryMv, ...others } = change;
  const parts: ExpectedParts = {
    ...others,
    ...(doors === undefined ? {} : { doors: { ...doors } }),
    ...(batteryMv === undefined ? {} : { batteryV: batteryMv / 1000 }),
  };
  return formatExpected(parts);
}

function describeOffset(offsetUs: number): string {
  if (offsetUs === 0) return '';
  return ` ${offsetUs < 0 ? 'minus' : 'plus'} ${formatSpan(Math.abs(offsetUs))}`;
}

/** A span in the largest unit that leaves a short number: `10 s`, `1 us`, `50 ms`. */
export function formatSpan(us: Micros): string {
  if (us >= MICROS_PER_SECOND && us % MICROS_PER_MILLI === 0) return `${us / MICROS_PER_SECOND} s`;
  if (us >= MICROS_PER_MILLI && us % MICROS_PER_MILLI === 0) return `${us / MICROS_PER_MILLI} ms`;
  return us >= MICROS_PER_SECOND ? `${(us / MICROS_PER_SECOND).toFixed(6)} s` : `${us} us`;
}

/** Bytes as a report shows them. */
export function formatBytes(bytes: Uint8Array): string {
  return toHex(bytes, ' ');
}
