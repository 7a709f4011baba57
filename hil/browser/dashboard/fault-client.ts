import { signal, type Signal } from '@preact/signals';
import type { CarFaultsInForce, DealerFaults } from '../../view/faults-in-force.ts';
import type { Act } from './act.ts';
import type { ApiCall, Fetch } from './api-call.ts';
import { clearFaults } from './calls.ts';
import { type DealerPreset, DEALER_PRESETS, NO_DEALER_FAULTS } from './dealer-fault-presets.ts';
import { flowText } from './fault-part.ts';
import { type FaultPreset, PRESETS } from './fault-presets.ts';
import { otherFaults } from './other-faults.ts';

const CAR_PATH = '/api/faults';
const DEALER_PATH = '/api/dealer/faults';

/** The faults in force, as car and dealer server say, and what sets and ends one of them. */
export class FaultClient {
  /** Null before the first answer. */
  readonly car: Signal<CarFaultsInForce | null> = signal(null);
  /** Null where there is no dealer server. */
  readonly dealer: Signal<DealerFaults | null> = signal(null);
  readonly #fetch: Fetch;
  /** One change after another: each is worked out from what is in force then. */
  #last: Promise<void> = Promise.resolve();

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  /** Reads both again. */
  async refresh(): Promise<void> {
    await Promise.all([this.#read(CAR_PATH, this.car), this.#read(DEALER_PATH, this.dealer)]);
  }

  /** Sets or ends a fault of the car; all others stay as they are, also those set elsewhere meanwhile. */
  async set(act: Act, { change }: FaultPreset, on: boolean): Promise<void> {
    await this.#inTurn(async () => {
      await this.#read(CAR_PATH, this.car);
      const inForce = this.car.value;
      if (inForce === null || change === null) return;
      const body = change(inForce, on);
      await this.#ask(act, { method: 'POST', path: CAR_PATH, body, step: `fault: ${flowText(body)}` }, this.car);
    });
  }

  async setDealer(act: Act, { on, off }: DealerPreset, isWanted: boolean): Promise<void> {
    await this.#inTurn(() => this.#ask(act, dealerCall(isWanted ? on : off), this.dealer));
  }

  /** Ends all of the car, and of the dealer server where it has any. */
  async clear(act: Act): Promise<void> {
    await this.#inTurn(async () => {
      await this.#read(DEALER_PATH, this.dealer);
      const dealer = this.dealer.value;
      if (dealer !== null && DEALER_PRESETS.some((one) => one.isOn(dealer))) {
        await this.#ask(act, dealerCall(NO_DEALER_FAULTS), this.dealer);
      }
      await this.#ask(act, clearFaults(), this.car);
    });
  }

  /** How many are in force, given the trouble codes that the car shows. */
  count(codes: readonly string[]): number {
    const [car, dealer] = [this.car.value, this.dealer.value];
    const ofDealer = dealer === null ? 0 : DEALER_PRESETS.filter((one) => one.isOn(dealer)).length;
    if (car === null) return codes.length + ofDealer;
    const inForce = { ...car, faults: codes };
    return PRESETS.filter((one) => one.isOn(inForce)).length + otherFaults(inForce).length + ofDealer;
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work);
    await this.#last;
  }

  async #ask<Value>(act: Act, call: ApiCall, signalOf: Signal<Value | null>): Promise<void> {
    const answer = await act.ask(call);
    if (answer.ok) signalOf.value = answer.json as Value;
    else await this.refresh();
  }

  async #read<Value>(path: string, into: Signal<Value | null>): Promise<void> {
    try {
      const response = await this.#fetch(path);
      if (response.ok) into.value = keptOr(into.value, (await response.json()) as Value);
    } catch {
      // The page says elsewhere that the connection is lost.
    }
  }
}

function dealerCall(faults: Partial<DealerFaults>): ApiCall {
  return { method: 'POST', path: DEALER_PATH, body: { ...faults }, step: `fault: { dealer: ${flowText(faults)} }` };
}

/** The value known where it is the same: nothing is drawn again for it. */
function keptOr<Value>(known: Value | null, read: Value): Value {
  return known !== null && JSON.stringify(known) === JSON.stringify(read) ? known : read;
}
