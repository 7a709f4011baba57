import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { encodeCandumpLine } from '../../can-bus/trace/candump.ts';
import { Car } from '../../hil/car/car.ts';
import { CarHost } from '../../hil/car/host/car-host.ts';
import type { TimeSetting } from '../../hil/car/host/host-event.ts';
import { PortNode } from '../../hil/car/host/port-node.ts';
import { FakePort } from '../unit/hil/car/host/fake-port.ts';
import { FakeWall } from '../unit/hil/car/host/fake-wall.ts';

const REQUESTS = [
  '7B5#023E00',
  '7B5#021003',
  '7B5#022701',
  '7B5#0322F190',
  '7DF#023E00',
  '7B5#1008310102030405',
  '123#01',
];
const FLOW_CONTROL = '7B5#300000';
const FIRST_FRAME = '7BD#10';

type Step =
  | { readonly kind: 'frame'; readonly text: string }
  | { readonly kind: 'door'; readonly open: boolean }
  | { readonly kind: 'power-cycle'; readonly offUs: Micros }
  | { readonly kind: 'move'; readonly us: Micros }
  | { readonly kind: 'set'; readonly change: Partial<TimeSetting> };

/** What was done to the car, and when. */
interface Input {
  readonly atUs: Micros;
  readonly act: (car: Car, send: (text: string) => void) => void;
}

const changes: fc.Arbitrary<Partial<TimeSetting>> = fc.record(
  {
    mode: fc.constantFrom('virtual', 'real'),
    rate: fc.constantFrom(0.5, 1, 3, 20, 1000),
    paused: fc.boolean(),
  },
  { requiredKeys: [] },
);

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('frame' as const), text: fc.constantFrom(...REQUESTS) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('door' as const), open: fc.boolean() }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('power-cycle' as const), offUs: fc.integer({ min: 1, max: 300_000 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('move' as const),
        us: fc.oneof(fc.nat(700), fc.nat(20_000), fc.nat(2_000_000)),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('set' as const), change: changes }) },
  ),
  { maxLength: 40 },
);

/** A car whose time is exchanged again and again, with one client. */
class SwitchedCar {
  readonly car = new Car();
  readonly inputs: Input[] = [];
  readonly #wall = new FakeWall();
  readonly #port = new FakePort();
  readonly #host: CarHost;
  #firstFramesSeen = 0;

  constructor() {
    const fail = (error: unknown): never => {
      throw error;
    };
    this.#host = new CarHost({ car: this.car, timeMode: 'real', wall: this.#wall, onFatal: fail });
    this.#host.start();
    this.#host.connect(this.#port);
  }

  take(step: Step): void {
    switch (step.kind) {
      case 'frame': {
        // Another request would end an answer that waits for its flow control, in virtual time at once.
        const text = this.#owesFlowControl() ? FLOW_CONTROL : step.text;
        this.#note((_car, send) => send(text));
        this.#port.says(text);
        return;
      }
      case 'door':
        this.#note((car) => car.setVehicle({ doors: { driver: step.open } }));
        this.#host.act((car) => car.setVehicle({ doors: { driver: step.open } }));
        return;
      case 'power-cycle':
        this.#note((car) => car.cutPower(step.offUs));
        void this.#host.powerCycle(step.offUs);
        // In virtual time the first frames would be waited for before a request.
        this.#move(50_000);
        return;
      case 'move':
        this.#move(step.us);
        return;
      case 'set':
        this.#host.setTime(step.change);
    }
  }

  /** @returns vehicle time at the end, with all that is under way finished */
  end(): Micros {
    this.#host.setTime({ paused: true });
    this.#host.advanceTo(this.car.nowUs + 3_000_000);
    return this.car.nowUs;
  }

  #note(act: Input['act']): void {
    this.inputs.push({ atUs: this.#host.act(({ nowUs }) => nowUs), act });
  }

  #move(us: Micros): void {
    const fromUs = this.#host.act(({ nowUs }) => nowUs);
    if (this.#host.followsWall) {
      this.#wall.pass(us / this.#host.rate);
      const movedUs = this.#host.act(({ nowUs }) => nowUs) - fromUs;
      // A microsecond at most for the fractions of a wall clock.
      expect(Math.abs(movedUs - us)).toBeLessThanOrEqual(1);
    } else {
      this.#wall.pass(us);
      expect(this.car.nowUs).toBe(fromUs);
      this.#host.advanceTo(fromUs + us);
    }
  }

  #owesFlowControl(): boolean {
    const seen = this.#port.received.filter((text) => text.startsWith(FIRST_FRAME)).length;
    const owes = seen > this.#firstFramesSeen;
    this.#firstFramesSeen = seen;
    return owes;
  }
}

/** The same inputs at the same instants, and time that only goes by. */
function replay(inputs: readonly Input[], endUs: Micros): readonly string[] {
  const car = new Car();
  car.start();
  const node = new PortNode('client-1', new FakePort(), 0, () => undefined);
  car.attach(node);
  const send = (text: string): void => {
    const [id = '', data = ''] = text.split('#');
    const frame = dataFrame(Number.parseInt(id, 16), new Uint8Array(Buffer.from(data, 'hex')));
    car.network.apply(node, (outbox) => outbox.send(frame));
  };
  for (const { atUs, act } of inputs) {
    car.advanceTo(atUs);
    act(car, send);
  }
  car.advanceTo(endUs);
  return linesOf(car);
}

function linesOf(car: Car): readonly string[] {
  return [...car.log].map((record) => `${encodeCandumpLine(record)} ${record.sender}`);
}

describe('a car whose time is switched at any instant between real and virtual, rates and pause', () => {
  it('puts the same frames on the bus, to the microsecond, as one whose time only goes by, and moves as it is set', () => {
    fc.assert(
      fc.property(steps, (run) => {
        const switched = new SwitchedCar();
        for (const step of run) switched.take(step);
        const endUs = switched.end();
        expect(linesOf(switched.car)).toEqual(replay(switched.inputs, endUs));
      }),
      { numRuns: 150 },
    );
  });
});
