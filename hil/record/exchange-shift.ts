import { dataFrame, MAX_CLASSIC_DATA, type CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { BitTiming } from '../../can-bus/virtual-bus/bit-timing.ts';
import { DEFAULT_BIT_RATE } from '../../can-bus/virtual-bus/bus-options.ts';
import { endpointConfig } from '../../ecu-sim/diagnostics/endpoint-config.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import { functionalConfig } from '../tester/tester-config.ts';

/** A pass-code that went to another endpoint goes to oem: its messages may need a frame more, and longer ones. */
const PASS_CODE_US: Micros = 540;
const FLOW_CONTROL_BYTES = 3;

/**
 * By how much the exchanges so far may end later when the scenario's own tester repeats them: it pads its frames, and
 * sends pass-codes to oem. 0 where a tool has sent the same frames.
 */
export class ExchangeShift {
  readonly #timing = new BitTiming(DEFAULT_BIT_RATE);
  /** Bytes before ISO-TP's own, by the id of a request. */
  readonly #addressBytes: ReadonlyMap<number, number>;
  readonly #padding: number;
  #us: Micros = 0;

  constructor(profile: Profile) {
    const endpoints = (['oem', 'generic', 'functional'] as const).map((name) => endpointConfig(profile, name));
    this.#addressBytes = new Map(
      endpoints.map(({ addressing }) => [addressing.receiveId, addressing.kind === 'normal' ? 0 : 1]),
    );
    this.#padding = functionalConfig(profile).padding ?? 0;
  }

  get us(): Micros {
    return this.#us;
  }

  /** A frame of an exchange. */
  frame(frame: CanFrame): void {
    const addressBytes = this.#addressBytes.get(frame.id);
    if (addressBytes === undefined || frame.fd || frame.kind !== 'data') return;
    const own = this.#asTesterSends(frame, addressBytes);
    if (Buffer.compare(own.data, frame.data) === 0) return;
    const later = this.#timing.totalMicros(this.#timing.frameUnits(own) - this.#timing.frameUnits(frame));
    // Shorter frames meet other ones on the bus, which can delay them.
    this.#us += Math.max(Math.ceil(later), 1);
  }

  /** A whole request. */
  request(endpoint: string, [sid]: Uint8Array): void {
    if (sid === SID.securityAccess && endpoint !== 'oem') this.#us += PASS_CODE_US;
  }

  #asTesterSends({ id, data, extended }: CanFrame, addressBytes: number): CanFrame {
    const used = addressBytes + usedBytes(data[addressBytes] ?? 0, data.length - addressBytes);
    const padded = new Uint8Array(MAX_CLASSIC_DATA).fill(this.#padding);
    padded.set(data.subarray(0, used));
    return dataFrame(id, padded, { extended });
  }
}

/**
 * Bytes that are not padding, as far as the frame itself says it.
 *
 * @param control its first byte after the address
 */
function usedBytes(control: number, length: number): number {
  const kind = control >> 4;
  if (kind === 0) return Math.min(1 + control, length);
  return kind === 3 ? Math.min(FLOW_CONTROL_BYTES, length) : length;
}
