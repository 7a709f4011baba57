import { CarHost } from '../../../../../hil/car/host/car-host.ts';
import { Car } from '../../../../../hil/car/car.ts';
import type { CarOptions } from '../../../../../hil/car/car-options.ts';
import type { TimeMode } from '../../../../../hil/car/host/host-event.ts';
import { demoDealerPassCodes } from '../../../../../hil/bench/demo-dealer-pass-codes.ts';
import { Technician, type TechnicianEvent } from '../../../../../hil/server/technician/technician.ts';
import type { ShownSeed } from '../../../../../hil/tester/command.ts';
import { DEFAULT_PROFILE } from '../../../../../ecu-sim/profile.ts';
import type { TechnicianQuestion, TechnicianSeed } from '../../../../../hil/view/technician-state.ts';
import { FakeWall } from '../../car/host/fake-wall.ts';

const passCodes = demoDealerPassCodes({ passcodeSecret: DEFAULT_PROFILE.passcodeSecret });

/** A technician at a car of this process, and the one who plays both. */
export class TechnicianBench {
  readonly wall: FakeWall = new FakeWall();
  readonly host: CarHost;
  readonly technician: Technician;
  readonly events: TechnicianEvent[] = [];
  readonly bugs: unknown[] = [];

  constructor(timeMode: TimeMode, options: CarOptions = {}) {
    const onFatal = (error: unknown): void => void this.bugs.push(error);
    this.host = new CarHost({ car: new Car({ seed: 1, ...options }), timeMode, wall: this.wall, onFatal });
    this.host.start();
    this.technician = new Technician({
      control: this.host,
      onEvent: (event) => this.events.push(event),
      onBug: onFatal,
    });
  }

  /** What is asked now, when all that needs no time has happened. */
  async question(): Promise<TechnicianQuestion | null> {
    for (let round = 0; round < 300; round += 1) await Promise.resolve();
    return this.technician.state().question;
  }

  async press(answer: string): Promise<TechnicianQuestion | null> {
    const question = await this.question();
    if (question === null) throw new Error('nothing is asked');
    this.technician.answer(question.id, answer);
    return await this.question();
  }

  /** Presses the first choice of each screen, and enters pass-codes, until something is to be done or nothing is asked. */
  async onwards(): Promise<TechnicianQuestion | null> {
    for (let screens = 0; screens < 40; screens += 1) {
      const question = await this.question();
      if (question === null || question.kind === 'watch' || question.kind === 'count') return question;
      if (question.kind === 'pass-code') await this.press(passCodeFor(question.seed));
      else await this.press(question.choices[0]?.answer ?? 'exit');
    }
    throw new Error('it goes on and on');
  }

  openDoor(): void {
    this.host.act((car) => car.setVehicle({ doors: { driver: true } }));
  }

  rows(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.technician.state().result?.rows ?? []);
  }
}

/** As the demo dealer issues it. */
export function passCodeFor(seed: TechnicianSeed | null): string {
  if (seed === null) throw new Error('there is no seed');
  const { seedNumber, data1 = '', data1CheckDigit = '', data2 = '', data2CheckDigit = '', data3 = '' } = seed.fields;
  const shown: ShownSeed =
    seedNumber === undefined
      ? { kind: 'data', data1, data1CheckDigit, data2, data2CheckDigit, data3 }
      : { kind: 'seed-number', seedNumber };
  const level = seed.level === 1 ? 1 : 2;
  const { vin, fields } = seed;
  const vinCheckDigit = fields['vinCheckDigit'] ?? '';
  const answer = passCodes({ level, vin, vinCheckDigit, shown, seed: new Uint8Array() });
  if (!answer.granted) throw new Error(answer.message);
  return answer.passCode;
}
