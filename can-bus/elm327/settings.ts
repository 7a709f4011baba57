import { PARAMETER, type ParameterMemory } from './parameter-memory.ts';

/** 0: off. 1: on. 2: on, with shorter waits. */
export type AdaptiveTiming = 0 | 1 | 2;
/** 0: header and data from the response. 1: both from the user. 2: header from the response, data from the user. */
export type FlowControlMode = 0 | 1 | 2;

/** What AT commands set, and `AT D` resets. */
export interface ElmSettings {
  echo: boolean;
  lineFeeds: boolean;
  headers: boolean;
  spaces: boolean;
  /** `AT D1`: the data length is shown after the identifier. */
  dlc: boolean;
  /** `AT CAF`: length and sequence bytes are added and removed. */
  autoFormat: boolean;
  /** `AT V1`: frames are sent without filler bytes. */
  variableLength: boolean;
  /** `AT AL`: requests longer than one frame are sent in segments. */
  longMessages: boolean;
  /** `AT R0`: no response is waited for. */
  responses: boolean;
  /** `AT M`: the protocol is stored. */
  memory: boolean;
  /** `AT BRT`, in units of 5 ms: how long a program has to follow to another baud rate. */
  baudRateTimeout: number;
  adaptiveTiming: AdaptiveTiming;
  /** `AT ST`, in units of 4 ms. */
  timeout: number;
  /** `AT SH`: an 11-bit id, or the low 24 bits of a 29-bit id; null for the protocol's own. */
  header: number | null;
  /** `AT CP`: the high bits of a 29-bit id. */
  priority: number;
  /** `AT CF` and `AT CM`; `AT CRA` sets both. */
  filter: number | null;
  mask: number | null;
  /** `AT CEA`: the address byte in front of the data. */
  extendedAddress: number | null;
  /** `AT CER`: the address byte that received frames carry. */
  receiveAddress: number | null;
  testerAddress: number;
  /** `AT CFC`: a first frame is answered with a flow control. */
  flowControl: boolean;
  flowControlMode: FlowControlMode;
  flowControlHeader: number | null;
  flowControlData: Uint8Array | null;
}

/** An `AT ST` of 0 means the value of the parameter. */
export function defaultTimeout(parameters: ParameterMemory): number {
  return Math.max(1, parameters.value(PARAMETER.timeout));
}

function adaptiveTimingOf(value: number): AdaptiveTiming {
  return value === 0 || value === 2 ? value : 1;
}

/** As after `AT D`: what parameters switch on is 00, and off FF. */
export function defaultSettings(parameters: ParameterMemory): ElmSettings {
  const isOn = (number: number): boolean => parameters.value(number) === 0;
  return {
    echo: isOn(PARAMETER.echo),
    lineFeeds: false,
    headers: isOn(PARAMETER.headers),
    spaces: true,
    dlc: isOn(PARAMETER.dlc),
    autoFormat: isOn(PARAMETER.autoFormat),
    variableLength: false,
    longMessages: false,
    responses: true,
    memory: true,
    baudRateTimeout: 0x0f,
    adaptiveTiming: adaptiveTimingOf(parameters.value(PARAMETER.adaptiveTiming)),
    timeout: defaultTimeout(parameters),
    header: null,
    priority: 0x18,
    filter: null,
    mask: null,
    extendedAddress: null,
    receiveAddress: null,
    testerAddress: parameters.value(PARAMETER.testerAddress),
    flowControl: isOn(PARAMETER.flowControl),
    flowControlMode: 0,
    flowControlHeader: null,
    flowControlData: null,
  };
}
