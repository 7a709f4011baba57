import { createWorld, type FirmwareUnderTest, type World } from '../../../../hil/explore/world/world.ts';
import { Lockstep } from '../../../../hil/explore/world/lockstep.ts';
import { parseWorld, type WorldSpec } from '../../../../hil/explore/world/world-spec.ts';
import type { WorldState } from '../../../../hil/explore/world/world-state.ts';
import { describeAction } from '../../../../hil/explore/exhaustive/describe-failure.ts';

const TIMES = { resetDuration: 12, eraseWindow: 7, registrationStepTimeout: 8, attemptsDelay: 6, attemptsMax: 2 };

/** One car with a registered key and a blank one, and every input. */
export function smallWorld(value: object = {}): WorldSpec {
  return parseWorld({ name: 'small', profile: TIMES, ...value }, 'small');
}

/** A world whose inputs are given by their words. */
export class WorldUnderTest {
  readonly world: World;
  readonly lockstep: Lockstep;
  state: WorldState;

  constructor(value: object = {}, firmware?: FirmwareUnderTest) {
    this.world = createWorld(smallWorld(value), firmware);
    this.lockstep = new Lockstep(this.world);
    this.state = this.world.start;
  }

  /** The first input whose words contain these; false where it cannot happen now. */
  give(...words: readonly string[]): boolean {
    return words.every((word) => {
      const action = this.world.actions.find((each) => describeAction(this.world, each).includes(word));
      if (action === undefined) throw new Error(`there is no input "${word}"`);
      const next = this.lockstep.apply(this.state, action);
      if (next !== null) this.state = next;
      return next !== null;
    });
  }

  /** The only car. */
  get car(): WorldState['cars'][number] {
    const [car] = this.state.cars;
    if (car === undefined) throw new Error('there is no car');
    return car;
  }

  unlock(seedRequest: string): void {
    this.give(`request ${seedRequest}`, 'the right pass-code for the pending');
  }
}
