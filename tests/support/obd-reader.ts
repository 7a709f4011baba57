import { fromHex, toHex } from '../../can-bus/bytes/hex.ts';
import { isoTpConfig } from '../../can-bus/isotp/defaults.ts';
import { TesterNode } from '../../can-bus/uds/tester-node.ts';
import { Car } from '../../hil/car/car.ts';

/** The ids of an engine ECU. */
interface ObdIds {
  readonly requestId: number;
  readonly responseId: number;
  readonly functionalId: number;
}

export const BASE_IDS: ObdIds = { requestId: 0x7e0, responseId: 0x7e8, functionalId: 0x7df };
export const EXTENDED_IDS: ObdIds = { requestId: 0x18da_10f1, responseId: 0x18da_f110, functionalId: 0x18db_33f1 };

/** A generic OBD reader: asks all ECUs, takes the engine's answer from its id and controls its flow. */
export class ObdReader {
  readonly car: Car;
  readonly #tester: TesterNode;

  constructor(
    { requestId, responseId, functionalId }: ObdIds = BASE_IDS,
    car: Car = new Car(),
    name: string = 'reader',
  ) {
    this.car = car;
    this.#tester = new TesterNode({
      name,
      physical: isoTpConfig({ kind: 'normal', sendId: requestId, receiveId: responseId }),
      functional: isoTpConfig({ kind: 'normal', sendId: functionalId, receiveId: responseId }),
      client: { keepAlive: false },
    });
    if (car.nowUs === 0) this.car.start();
    this.car.attach(this.#tester);
  }

  ask(hex: string, target: 'functional' | 'physical' = 'functional'): string | null {
    const { car } = this;
    car.network.apply(this.#tester, (outbox, nowUs) => {
      this.#tester.request(fromHex(hex.replaceAll(' ', '')), { target }, nowUs, outbox);
    });
    while (this.#tester.isBusy()) car.network.runNext(car.nowUs + 1_000_000);
    const outcome = this.#tester.outcome();
    return outcome !== null && 'response' in outcome ? toHex(outcome.response, ' ') : null;
  }
}
