import { toHex } from '../../can-bus/bytes/hex.ts';
import { RandomSource } from '../../can-bus/random/random-source.ts';
import { driveInVirtualTime } from '../../hil/tool/drive-in-virtual-time.ts';
import { demoDealerPassCodes } from '../../hil/bench/demo-dealer-pass-codes.ts';
import { register } from '../../hil/tool/register.ts';
import { reset } from '../../hil/tool/reset.ts';
import { checkAnswers, checkIsAnswer } from './answer-rules.ts';
import { FuzzedCar, Misbehaviour } from './fuzzed-car.ts';
import { randomPauseUs, randomRequest, randomSequence, randomVia } from './generators.ts';

/**
 * One life of a car: a number of random requests or frame sequences, and then the bulletin on the same car. Lives are
 * independent of each other: seed and number of a life say all that happens in it.
 */
export type Fire = 'requests' | 'sequences';

/** Few enough that the ECU does not run out of seeds (AUT-1). */
export const LIFE = 50_000;

const NEW_KEYS = [0x1000_0001, 0x1000_0002];
const LONGEST_DELAY_US = 15_000_000;

/** @throws Error naming fire, seed, life and the step that went wrong */
export function runLife(fire: Fire, seed: number, life: number, count: number): void {
  const random = RandomSource.seeded(seed, `robustness/${fire}/${life}`);
  const fuzzed = new FuzzedCar(seed);
  let step = 0;
  try {
    for (; step < count; step++) {
      if (fire === 'requests') fireRequest(fuzzed, random);
      else fireSequence(fuzzed, random);
      fuzzed.checkKeys();
    }
    completeBulletin(fuzzed);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    const repeat = `npm run robustness -- --${fire} ${count} --seed ${seed} --life ${life}`;
    throw new Error(`${fire}, seed ${seed}, life ${life}, step ${step}: ${what}\nrepeat with: ${repeat}`, {
      cause: error,
    });
  }
}

function fireRequest(fuzzed: FuzzedCar, random: RandomSource): void {
  const pauseUs = randomPauseUs(random);
  if (pauseUs > 0) fuzzed.pass(pauseUs);
  const request = randomRequest(random);
  const via = randomVia(random);
  checkAnswers(request, via, fuzzed.request(request, via));
}

function fireSequence(fuzzed: FuzzedCar, random: RandomSource): void {
  const frames = randomSequence(random);
  try {
    for (const message of fuzzed.sequence(frames)) checkIsAnswer(message);
  } catch (error) {
    if (!(error instanceof Misbehaviour)) throw error;
    const sent = frames.map(({ via, data, pauseUs }) => `${via} ${toHex(data, ' ')} (${pauseUs ?? 'at once'})`);
    throw new Misbehaviour(`${error.message}\n  ${sent.join('\n  ')}`);
  }
}

/** All keys lost: reset, then two new keys. The ECU has been under fire and must do it as if nothing had been. */
function completeBulletin({ car, node }: FuzzedCar): void {
  car.detach(node);
  // A delay after wrong keys may still run, and the last session.
  car.advanceTo(car.nowUs + LONGEST_DELAY_US);
  car.setVehicle({ doors: { driver: true } });
  const passCodes = demoDealerPassCodes({ passcodeSecret: car.profile.passcodeSecret });
  const erased = driveInVirtualTime(reset(), { car, passCodes });
  for (const id of NEW_KEYS) car.makeKey({ id });
  const registered = driveInVirtualTime(register({ touch: NEW_KEYS }), { car, passCodes });
  const slots = car.smartKey.content.slots.filter((id) => id !== null);
  const isDone = erased.kind === 'done' && registered.kind === 'done' && slots.join() === NEW_KEYS.join();
  if (!isDone) throw new Misbehaviour(`the bulletin fails: ${JSON.stringify({ erased, registered, slots })}`);
}
