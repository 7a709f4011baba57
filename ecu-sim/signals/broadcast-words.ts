import { decodeSignal } from '../../can-bus/dbc/signal.ts';
import { BODY } from '../description/body-description.ts';
import type { BroadcastSignalSpec, BroadcastSpec } from '../description/ecu-description.ts';
import { SMART_KEY } from '../description/smart-key/smart-key-description.ts';
import { physicalValue } from '../description/value-reading.ts';
import { nameOfCode, wordsOfName, type Enumerations } from '../description/value-spec.ts';

/** A signal of a frame that was received: its coded value, and what that means. */
interface SignalReading {
  readonly name: string;
  /** As it is on the bus. */
  readonly coded: number;
  /** `IG on`, `12600 mV`; a code that the value table does not list stays a number. */
  readonly text: string;
  /** The signal has a value table: its 0 is a word, too. */
  readonly isListed: boolean;
}

interface Described {
  readonly spec: BroadcastSpec;
  readonly enumerations: Enumerations;
}

/** The messages that the DBC file has, each with the value tables of the ECU that sends it; by id. */
const DESCRIBED: ReadonlyMap<number, Described> = new Map(
  [BODY, SMART_KEY].flatMap(({ broadcasts, enumerations }) =>
    broadcasts.map((spec): [number, Described] => [spec.id, { spec, enumerations }]),
  ),
);

/** The name of the broadcast message with this 11-bit id; undefined for any other id. */
export function broadcastName(id: number): string | undefined {
  return DESCRIBED.get(id)?.spec.name;
}

/**
 * The signals of a broadcast message, decoded by the description that the DBC file is made from.
 *
 * @param id 11 bits
 * @returns null for any other id, and for data that is shorter than the message
 */
export function readBroadcast(id: number, data: Uint8Array): readonly SignalReading[] | null {
  const described = DESCRIBED.get(id);
  if (described === undefined || data.length < described.spec.length) return null;
  const { spec, enumerations } = described;
  return Object.values(spec.signals).map((signal) => {
    const coded = decodeSignal(data, signal);
    const text = textOf(signal, coded, enumerations);
    return { name: signal.name, coded, text, isListed: signal.values !== undefined };
  });
}

function textOf(signal: BroadcastSignalSpec, coded: number, enumerations: Enumerations): string {
  const { unit, values } = signal;
  const enumeration = values === undefined ? undefined : enumerations[values];
  const name = enumeration && nameOfCode(enumeration, coded);
  if (enumeration !== undefined && name !== undefined) return wordsOfName(enumeration, name);
  return `${physicalValue(signal, coded)}${unit === undefined ? '' : ` ${unit}`}`;
}
