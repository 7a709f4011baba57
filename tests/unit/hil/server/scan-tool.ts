import { toHex, fromHex } from '../../../../can-bus/bytes/hex.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import { TesterNode } from '../../../../can-bus/uds/tester-node.ts';
import { createPassCodes } from '../../../../ecu-sim/identity/pass-code.ts';
import type { Car } from '../../../../hil/car/car.ts';

/** Longest an answer may take. */
const PATIENCE_US = 10_000_000;

const OEM = { kind: 'extended', sendId: 0x750, receiveId: 0x758, sendAddress: 0xb5, receiveAddress: 0xb5 } as const;

/** Asks the car's Smart Key ECU over its bus. */
export class ScanTool {
  readonly #car: Car;
  readonly #node: TesterNode;

  /** @param keepsSession whether it sends `3E 80` by itself */
  constructor(car: Car, keepsSession: boolean) {
    this.#car = car;
    this.#node = new TesterNode({
      name: 'tool',
      physical: isoTpConfig(OEM),
      client: { keepAlive: keepsSession },
    });
    car.attach(this.#node);
  }

  /** @returns the response in hex, empty where there was none */
  request(hex: string): string {
    const { network } = this.#car;
    network.apply(this.#node, (outbox, nowUs) => this.#node.request(fromHex(hex), {}, nowUs, outbox));
    const limitUs = this.#car.nowUs + PATIENCE_US;
    while (this.#node.isBusy() && network.runNext(limitUs));
    const response = this.#node.exchange()?.response ?? null;
    return response === null ? '' : toHex(response);
  }

  /** Extended session and level 3 unlocked, then registration entered: it waits for a registered key. */
  enterRegistration(): void {
    const { profile } = this.#car;
    this.request('10 03');
    const seed = fromHex(this.request('27 05').slice(4));
    const passCode = createPassCodes(profile.passcodeSecret, profile.vin).forKeys(seed);
    this.request(`27 06 ${toHex(passCode)}`);
    this.request('31 01 02 02 01');
  }
}
