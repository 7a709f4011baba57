import { numberToHex } from '../bytes/hex.ts';
import type { AdapterState } from './adapter-state.ts';
import { accepted, answer, OK, setting, UNKNOWN, type AtCommand, type AtOutcome } from './at-command.ts';
import { isKLine, NO_INITIATION } from './can-protocol.ts';
import { ParameterMemory } from './parameter-memory.ts';
import { defaultTimeout, type AdaptiveTiming } from './settings.ts';

const INTERFACE_TEXT = 'OBDII to RS232 Interpreter';
const DEVICE_TEXT_LENGTH = 12;

function showVoltage({ power, calibrationV }: AdapterState): AtOutcome {
  return answer(`${Math.max(0, power().batteryV + calibrationV).toFixed(1)}V`);
}

/** `AT CV dddd`: the voltage at the plug in hundredths of a volt; 0000 is the factory's calibration. */
function calibrate(state: AdapterState, digits: string = ''): AtOutcome {
  const hundredths = Number(digits);
  state.calibrationV = hundredths === 0 ? 0 : hundredths / 100 - state.power().batteryV;
  return OK;
}

/** `AT FI` and `AT SI`: the initiation of a K-line, on which nothing answers here. */
function initiate({ protocolNumber }: AdapterState): AtOutcome {
  return isKLine(protocolNumber) ? answer(NO_INITIATION) : UNKNOWN;
}

function storeDeviceText(state: AdapterState, text: string = ''): AtOutcome {
  if (state.deviceText !== null) return UNKNOWN;
  state.deviceText = text;
  return OK;
}

function selectProtocol(store: boolean): AtCommand['run'] {
  return (state, automatic = '', number = '0') => {
    state.select(number, automatic !== '', store);
    return OK;
  };
}

function storeParameter(state: AdapterState, number: string = '', value: string = ''): AtOutcome {
  const parameter = Number.parseInt(number, 16);
  if (!ParameterMemory.has(parameter)) return UNKNOWN;
  state.parameters.store(parameter, Number.parseInt(value, 16));
  return OK;
}

function switchParameter(on: boolean): AtCommand['run'] {
  return (state, number = '') => {
    const parameter = Number.parseInt(number, 16);
    if (parameter !== 0xff && !ParameterMemory.has(parameter)) return UNKNOWN;
    state.parameters.switch(parameter, on);
    return OK;
  };
}

function adaptiveTimingOf(value: number): AdaptiveTiming {
  return value === 0 || value === 2 ? value : 1;
}

/** Commands about the adapter itself, its output, its protocol and its waits. */
export const GENERAL_COMMANDS: readonly AtCommand[] = [
  { pattern: /^(?:Z|WS)$/, run: () => ({ kind: 'reset' }) },
  { pattern: /^I$/, run: ({ variant }) => answer(variant.identification) },
  { pattern: /^@1$/, run: () => answer(INTERFACE_TEXT) },
  { pattern: /^@2$/, run: ({ deviceText }) => (deviceText === null ? UNKNOWN : answer(deviceText)) },
  { pattern: new RegExp(`^@3([!-~]{${DEVICE_TEXT_LENGTH}})$`), isExtra: true, run: storeDeviceText },
  setting(/^D$/, (state) => state.restoreDefaults()),
  setting(/^E([01])$/, ({ settings }, on) => (settings.echo = on === 1)),
  setting(/^L([01])$/, ({ settings }, on) => (settings.lineFeeds = on === 1)),
  setting(/^H([01])$/, ({ settings }, on) => (settings.headers = on === 1)),
  setting(/^S([01])$/, ({ settings }, on) => (settings.spaces = on === 1)),
  setting(/^D([01])$/, ({ settings }, on) => (settings.dlc = on === 1)),
  setting(/^M([01])$/, ({ settings }, on) => (settings.memory = on === 1)),
  setting(/^R([01])$/, ({ settings }, on) => (settings.responses = on === 1)),
  setting(/^AL$/, ({ settings }) => (settings.longMessages = true)),
  setting(/^NL$/, ({ settings }) => (settings.longMessages = false)),
  setting(/^AT([012])$/, ({ settings }, mode) => (settings.adaptiveTiming = adaptiveTimingOf(mode))),
  setting(/^ST([\dA-F]{2})$/, ({ settings, parameters }, units) => {
    settings.timeout = units === 0 ? defaultTimeout(parameters) : units;
  }),
  { pattern: /^SP(A?)([\dABC])$/, run: selectProtocol(true) },
  { pattern: /^SP()0(0)$/, run: selectProtocol(true) },
  { pattern: /^TP(A?)([\dABC])$/, run: selectProtocol(false) },
  { pattern: /^DP$/, run: (state) => answer(state.describeProtocol()) },
  { pattern: /^DPN$/, run: (state) => answer(state.describeProtocolNumber()) },
  setting(/^PC$/, (state) => state.closeProtocol()),
  setting(/^BI$/, (state) => state.bypassSearch()),
  { pattern: /^(?:FI|SI)$/, isExtra: true, run: initiate },
  // The divisor 00 does not exist.
  { pattern: /^BRD(?!00)[\dA-F]{2}$/, isExtra: true, run: () => ({ kind: 'baud-rate' }) },
  setting(/^BRT([\dA-F]{2})$/, ({ settings }, units) => (settings.baudRateTimeout = units === 0 ? 0x100 : units), true),
  { pattern: /^RV$/, run: showVoltage },
  { pattern: /^CV(\d{4})$/, isExtra: true, run: calibrate },
  { pattern: /^IGN$/, isExtra: true, run: ({ power }) => answer(power().ignitionOn ? 'ON' : 'OFF') },
  setting(/^SD([\dA-F]{2})$/, (state, byte) => (state.dataByte = byte), true),
  { pattern: /^RD$/, isExtra: true, run: ({ dataByte }) => answer(numberToHex(dataByte, 2)) },
  { pattern: /^PPS$/, isExtra: true, run: ({ parameters }) => answer(...parameters.summary()) },
  { pattern: /^PP([\dA-F]{2})SV([\dA-F]{2})$/, isExtra: true, run: storeParameter },
  { pattern: /^PP([\dA-F]{2})ON$/, isExtra: true, run: switchParameter(true) },
  { pattern: /^PP([\dA-F]{2})OFF$/, isExtra: true, run: switchParameter(false) },
  // Key words of a K-line's initialization: this adapter is on CAN, where there are none.
  { pattern: /^KW$/, run: () => answer('1:00 2:00') },
  { pattern: /^AMC$/, isExtra: true, run: () => answer('00') },
  accepted(/^(?:LP|SS|FE)$/, true),
  accepted(/^(?:IFR[012HS]|IB(?:10|12|15|48|96)|KW[01]|SW[\dA-F]{2}|IIA[\dA-F]{2}|WM(?:[\dA-F]{2}){1,6})$/),
];
