import { fromHex, toHex } from '../bytes/hex.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import type { AdapterState } from './adapter-state.ts';
import { isMonitored } from './addressing.ts';
import { accepted, answer, OK, setting, UNKNOWN, type AtCommand, type AtOutcome } from './at-command.ts';
import type { FlowControlMode } from './settings.ts';

const BASE_DIGITS = 3;
const LOW_24_BITS = 0xff_ffff;
const GROUP_BITS = 0x3_ffff;
/** Active trouble codes (J1939-73, DM1). */
const ACTIVE_CODES_GROUP = 'FECA';
const BUFFER_LENGTH = 12;
const ID_LENGTH = 4;

/** `AT SH` with 3 digits (11 bits), 6 (24 bits) or 8 (29 bits). */
function setHeader({ settings }: AdapterState, digits: string = ''): AtOutcome {
  const value = Number.parseInt(digits, 16);
  settings.header = value & LOW_24_BITS;
  if (digits.length === 8) settings.priority = value >>> 24;
  return OK;
}

/** `AT CRA`: a digit X means any digit. Without digits the filters are reset. */
function setReceiveAddress({ settings }: AdapterState, digits: string = ''): AtOutcome {
  if (digits === '') {
    settings.filter = null;
    settings.mask = null;
    return OK;
  }
  settings.filter = Number.parseInt(digits.replaceAll('X', '0'), 16);
  const exact = Number.parseInt(
    digits.replace(/./g, (digit) => (digit === 'X' ? '0' : 'F')),
    16,
  );
  settings.mask = digits.length === BASE_DIGITS ? exact & 0x7ff : exact & 0x1fff_ffff;
  return OK;
}

/** Modes 1 and 2 need what the user has set. */
function setFlowControlMode({ settings }: AdapterState, digit: string = ''): AtOutcome {
  const mode = flowControlModeOf(digit);
  if (mode !== 0 && settings.flowControlData === null) return UNKNOWN;
  if (mode === 1 && settings.flowControlHeader === null) return UNKNOWN;
  settings.flowControlMode = mode;
  return OK;
}

function flowControlModeOf(digit: string): FlowControlMode {
  if (digit === '1') return 1;
  return digit === '2' ? 2 : 0;
}

/** `AT MA`: all frames that the filters pass. */
function monitorAll(state: AdapterState): AtOutcome {
  return { kind: 'monitor', accepts: (frame) => passes(state, frame) };
}

/** `AT MT hh`: frames from that address, the last byte of the id. */
function monitorTransmitter(state: AdapterState, digits: string = ''): AtOutcome {
  const address = Number.parseInt(digits, 16);
  return { kind: 'monitor', accepts: (frame) => (frame.id & 0xff) === address && passes(state, frame) };
}

/** `AT MR hh`: frames to that address, the last but one byte of a 29-bit id. */
function monitorReceiver(state: AdapterState, digits: string = ''): AtOutcome {
  const address = Number.parseInt(digits, 16);
  const shift = (frame: CanFrame): number => (frame.extended ? 8 : 0);
  return {
    kind: 'monitor',
    accepts: (frame) => ((frame.id >>> shift(frame)) & 0xff) === address && passes(state, frame),
  };
}

/** `AT MP` and `AT DM1`: frames with that parameter group number of J1939. */
function monitorGroup(state: AdapterState, digits: string = ''): AtOutcome {
  const { protocol } = state;
  if (protocol === null || protocol.hasIsoTp || !protocol.extended) return UNKNOWN;
  const group = Number.parseInt(digits === '' ? ACTIVE_CODES_GROUP : digits, 16);
  return { kind: 'monitor', accepts: (frame) => ((frame.id >>> 8) & GROUP_BITS) === group && passes(state, frame) };
}

/** `AT BD`: how many bytes of the memory count, and its twelve bytes: the last frame's identifier and data. */
function dumpBuffer({ lastFrame }: AdapterState): AtOutcome {
  const bytes = new Uint8Array(1 + BUFFER_LENGTH);
  if (lastFrame !== null) {
    const { id, data } = lastFrame;
    bytes.set([ID_LENGTH + data.length, id >>> 24, (id >>> 16) & 0xff, (id >>> 8) & 0xff, id & 0xff]);
    bytes.set(data.subarray(0, BUFFER_LENGTH - ID_LENGTH), 1 + ID_LENGTH);
  }
  return answer(toHex(bytes, ' '));
}

/** Before the search the first protocol that fits is listened to. */
function passes(state: AdapterState, frame: CanFrame): boolean {
  const protocol = state.mustSearch ? state.candidates()[0] : state.protocol;
  if (protocol === undefined || protocol === null) return false;
  if (state.bitRate !== null && protocol.bitRate !== state.bitRate) return false;
  return isMonitored(frame, state.settings, protocol);
}

/** `AT PB`: options and divisor of protocol B. */
function setProtocolB({ parameters }: AdapterState, options: number, divisor: number): void {
  for (const [number, value] of [
    [0x2c, options],
    [0x2d, divisor],
  ] as const) {
    parameters.store(number, value);
    parameters.switch(number, true);
  }
}

/** `AT CS`: error counters of a bus without trouble, and its bit rate. */
function showCanStatus({ bitRate }: AdapterState): AtOutcome {
  return answer(`T:00 R:00${bitRate === null ? '' : ` F:${bitRate / 1_000}`}`);
}

/** Commands about CAN: identifiers, filters, formatting, flow control, monitoring. */
export const CAN_COMMANDS: readonly AtCommand[] = [
  { pattern: /^SH([0-7][\dA-F]{2}|[\dA-F]{6}|[01][\dA-F]{7})$/, run: setHeader },
  setting(/^CP([01][\dA-F])$/, ({ settings }, priority) => (settings.priority = priority)),
  { pattern: /^CRA([0-7X][\dA-FX]{2}|[01X][\dA-FX]{7})?$/, run: setReceiveAddress },
  setting(/^AR$/, ({ settings }) => {
    settings.filter = null;
    settings.mask = null;
  }),
  setting(/^CF([0-7][\dA-F]{2}|[01][\dA-F]{7})$/, ({ settings }, filter) => (settings.filter = filter)),
  setting(/^CM([\dA-F]{3}|[\dA-F]{8})$/, ({ settings }, mask) => (settings.mask = mask & 0x1fff_ffff)),
  setting(/^CAF([01])$/, ({ settings }, on) => (settings.autoFormat = on === 1)),
  setting(/^CFC([01])$/, ({ settings }, on) => (settings.flowControl = on === 1)),
  setting(/^V([01])$/, ({ settings }, on) => (settings.variableLength = on === 1)),
  setting(/^CEA([\dA-F]{2})?$/, ({ settings }, address) => {
    settings.extendedAddress = Number.isNaN(address) ? null : address;
  }),
  setting(/^CER([\dA-F]{2})?$/, ({ settings }, address) => {
    settings.receiveAddress = Number.isNaN(address) ? null : address;
  }),
  setting(/^TA([\dA-F]{2})$/, ({ settings }, address) => (settings.testerAddress = address)),
  setting(/^FCSH([0-7][\dA-F]{2}|[01][\dA-F]{7})$/, ({ settings }, id) => (settings.flowControlHeader = id)),
  {
    pattern: /^FCSD((?:[\dA-F]{2}){1,5})$/,
    run: ({ settings }, digits = '') => {
      settings.flowControlData = fromHex(digits);
      return OK;
    },
  },
  { pattern: /^FCSM([012])$/, run: setFlowControlMode },
  { pattern: /^MA$/, run: monitorAll },
  { pattern: /^MR([\dA-F]{2})$/, run: monitorReceiver },
  { pattern: /^MT([\dA-F]{2})$/, run: monitorTransmitter },
  { pattern: /^MP([\dA-F]{4}|0[0-3][\dA-F]{4})$/, isExtra: true, run: monitorGroup },
  { pattern: /^DM1$/, isExtra: true, run: (state) => monitorGroup(state) },
  { pattern: /^BD$/, isExtra: true, run: dumpBuffer },
  { pattern: /^RTR$/, run: () => ({ kind: 'remote-frame' }) },
  { pattern: /^CS$/, run: showCanStatus },
  setting(/^PB([\dA-F]{2})([\dA-F]{2})$/, setProtocolB, true),
  accepted(/^(?:CSM[01]|AMT[\dA-F]{2}|CTM[15]|JTM[15]|JE|JS|JHF[01])$/, true),
  accepted(/^(?:RA|SR)[\dA-F]{2}$/),
];
