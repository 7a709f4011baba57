import { z } from 'zod';
import { codeFamily, OperationError, usageError } from '../../can-bus/errors/operation-error.ts';
import type { CanPortServer } from '../../can-bus/ports/can-port.ts';
import { DEFAULT_PROFILE, parseProfile, ProfileError, type Profile } from '../../ecu-sim/profile.ts';
import { limitedNumber, type Wording } from '../../ecu-sim/profile/limited-number.ts';
import { VEHICLE_LIMITS } from '../../ecu-sim/profile/vehicle-limits.ts';
import { Car } from '../car/car.ts';
import { CarHost } from '../car/host/car-host.ts';
import { openCarBus } from '../car/host/open-car-bus.ts';
import { parseHostPort } from '../cli/host-port.ts';
import { loadProfile } from '../cli/load-profile.ts';
import { startHttpServer, type CarHttpServer } from '../server/http-server.ts';
import type { CarUnderTest, StartCarOptions } from './car-under-test.ts';
import { HostedCar } from './hosted-car.ts';

const DEFAULT_BUSES: readonly string[] = ['slcan-tcp:127.0.0.1:0'];
const DEFAULT_HTTP = '127.0.0.1:0';
const DEFAULT_SEED = 1;
/** Errors of the caller or of this machine; others are bugs. */
const FAMILIES: readonly string[] = ['usage', 'bench'];
const mustBe: Wording = (noun) => `must be ${noun}`;

const FIELDS = {
  profile: z.union([z.string(), z.record(z.string(), z.unknown())], 'must be a file name, or an object of fields'),
  seed: limitedNumber(VEHICLE_LIMITS.seed, mustBe),
  time: z.enum(['virtual', 'real'], 'must be "virtual" or "real"'),
  rate: limitedNumber(VEHICLE_LIMITS.rate, mustBe),
  buses: z.array(z.string(), 'must be a list of bus URLs, such as ["slcan-tcp:127.0.0.1:0"]'),
  http: z.string('must be HOST:PORT, such as "127.0.0.1:0"'),
  onlyEcu: z.boolean('must be true or false'),
};
/** Callers in JavaScript have no compiler to warn them. */
const OPTIONS = z.strictObject(FIELDS, `there are ${Object.keys(FIELDS).join(', ')}`).partial();

/**
 * Starts a car in this process, for a test: without a child process, and on ports that the system picks, so that tests
 * may run in parallel. Resolves when it is ready; call `stop()` at the end, or declare it with `await using`.
 *
 * @throws Error that states the problem and how to fix it: an option, the profile, an address in use
 */
export async function startCar(options: StartCarOptions = {}): Promise<CarUnderTest> {
  try {
    return await open(checked(options));
  } catch (error) {
    throw readable(error);
  }
}

function checked(options: StartCarOptions): StartCarOptions {
  const result = OPTIONS.safeParse(options);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => {
      const name =
        issue.code === 'unrecognized_keys' ? `unknown option ${issue.keys.join(', ')}:` : issue.path.join('.');
      return `${name} ${issue.message}`.trim();
    });
    throw new TypeError(`startCar: ${problems.join('; ')}`);
  }
  if (options.rate !== undefined && options.time !== 'real') {
    throw new TypeError('startCar: rate applies to real time only; add time: "real", or leave it out');
  }
  return options;
}

async function open(options: StartCarOptions): Promise<CarUnderTest> {
  const address = parseHostPort('http', options.http ?? DEFAULT_HTTP);
  const car = new Car({
    profile: await profileOf(options.profile),
    seed: options.seed ?? DEFAULT_SEED,
    onlySmartKey: options.onlyEcu === true,
  });
  const trouble: unknown[] = [];
  const { time: timeMode = 'virtual', rate = 1 } = options;
  const host = new CarHost({ car, timeMode, rate, onFatal: (error) => trouble.push(error) });
  const buses: CanPortServer[] = [];
  let http: CarHttpServer | null = null;
  const close = async (): Promise<void> => {
    host.close();
    await Promise.all([http?.close(), ...buses.map(async (bus) => bus.close())]);
  };
  try {
    for (const url of options.buses ?? DEFAULT_BUSES) buses.push(await openCarBus(url, host));
    http = await startHttpServer({ control: host, ...address, onBug: (error) => trouble.push(error) });
    host.start();
  } catch (error) {
    await close();
    throw error;
  }
  const urls = buses.map(({ url }) => url);
  return new HostedCar({ http: http.url, buses: urls, feed: http.feed, trouble, close });
}

async function profileOf(profile: StartCarOptions['profile']): Promise<Profile> {
  if (profile === undefined) return DEFAULT_PROFILE;
  if (typeof profile === 'string') return loadProfile(profile);
  try {
    return parseProfile(profile);
  } catch (error) {
    throw error instanceof ProfileError ? usageError(`profile: ${error.message}`) : error;
  }
}

/** A test's report shows the message alone: the hint goes into it. A bug keeps its own stack. */
function readable(error: unknown): unknown {
  if (!(error instanceof OperationError) || !FAMILIES.includes(codeFamily(error.code))) return error;
  const { message, hint } = error;
  return new Error(hint === null ? message : `${message} (${hint})`, { cause: error });
}
