import type { CanFrame } from '../frame/can-frame.ts';
import {
  AUTOMATIC,
  canProtocol,
  protocolName,
  searchOrder,
  type CanProtocol,
  type ProtocolNumber,
} from './can-protocol.ts';
import { PARAMETER, ParameterMemory } from './parameter-memory.ts';
import { defaultSettings, type ElmSettings } from './settings.ts';
import { ELM_VARIANTS, type ElmVariant, type ElmVersion } from './version.ts';

/** What the adapter measures at its plug. */
export interface VehiclePower {
  readonly batteryV: number;
  readonly ignitionOn: boolean;
}

export interface ElmOptions {
  readonly version: ElmVersion;
  /** Bit rate of the bus in bit/s; null where every protocol fits. */
  readonly bitRate: number | null;
  readonly power: () => VehiclePower;
}

/** Settings and memory of the adapter, without what is under way. */
export class AdapterState {
  readonly variant: ElmVariant;
  readonly parameters: ParameterMemory = new ParameterMemory();
  readonly power: () => VehiclePower;
  readonly bitRate: number | null;
  settings: ElmSettings = defaultSettings(this.parameters);
  /** The text of `AT @3`; null until it is stored, once. */
  deviceText: string | null = null;
  /** The byte of `AT SD`. */
  dataByte = 0xff;
  /** The last frame of a request or response; `AT BD` shows it. */
  lastFrame: CanFrame | null = null;
  /** `AT CV`: V added to what is measured. */
  calibrationV = 0;
  #selected: ProtocolNumber = AUTOMATIC;
  #isAutomatic = true;
  #found: ProtocolNumber | null = null;
  #stored = { number: AUTOMATIC, isAutomatic: true };

  constructor({ version, bitRate, power }: ElmOptions) {
    this.variant = ELM_VARIANTS[version];
    this.bitRate = bitRate;
    this.power = power;
  }

  /** `AT Z` and `AT WS`. */
  reset(): void {
    this.restoreDefaults();
    this.select(this.#stored.number, this.#stored.isAutomatic, false);
  }

  /** `AT D`; the protocol stays. */
  restoreDefaults(): void {
    this.settings = defaultSettings(this.parameters);
  }

  /** `AT SP` and `AT TP`. @param isAutomatic the search may go on from there */
  select(number: ProtocolNumber, isAutomatic: boolean, store: boolean): void {
    this.#selected = number;
    this.#isAutomatic = isAutomatic || number === AUTOMATIC;
    this.#found = null;
    if (store && this.settings.memory) this.#stored = { number, isAutomatic: this.#isAutomatic };
  }

  /** `AT PC`: the next request begins with a search again, where that is automatic. */
  closeProtocol(): void {
    this.#found = null;
  }

  /** A response came on this protocol. */
  foundProtocol(number: ProtocolNumber): void {
    if (this.#isAutomatic) this.#found = number;
  }

  /** `AT BI`: no search comes first. */
  bypassSearch(): void {
    if (this.#isAutomatic) this.#found = this.candidates()[0]?.number ?? null;
  }

  get filler(): number {
    return this.parameters.value(PARAMETER.filler);
  }

  get mustSearch(): boolean {
    return this.#isAutomatic && this.#found === null;
  }

  /** The protocol in use; null for one of another kind of bus, and before the search. */
  get protocol(): CanProtocol | null {
    if (this.mustSearch) return null;
    return canProtocol(this.#found ?? this.#selected, this.parameters);
  }

  /** The number in use: that of the selected protocol where none is found yet. */
  get protocolNumber(): ProtocolNumber {
    return this.#found ?? this.#selected;
  }

  candidates(): readonly CanProtocol[] {
    return searchOrder(this.#selected, this.bitRate, this.parameters);
  }

  /** The text of `AT DP`. */
  describeProtocol(): string {
    const name = protocolName(this.protocolNumber, this.parameters);
    return this.#isAutomatic && this.protocolNumber !== AUTOMATIC ? `AUTO, ${name}` : name;
  }

  /** The text of `AT DPN`. */
  describeProtocolNumber(): string {
    return (this.#isAutomatic ? 'A' : '') + this.protocolNumber;
  }
}
