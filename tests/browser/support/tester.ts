import { fromHex, toHex } from '../../../can-bus/bytes/hex.ts';
import type { CanPort } from '../../../can-bus/ports/can-port.ts';
import { openClientPort } from '../../../can-bus/ports/open-port.ts';
import { RealClock } from '../../../can-bus/time/real-clock.ts';
import { createPassCodes } from '../../../ecu-sim/identity/pass-code.ts';
import { DEFAULT_PROFILE } from '../../../ecu-sim/profile.ts';
import { PortDriver } from '../../../hil/tester/port-driver.ts';
import { scanToolConfig } from '../../../hil/tester/tester-config.ts';
import { RunningTime } from '../../../hil/tester/vehicle-time.ts';

/** A scan tool on one of the car's buses that sends what a test wants, byte by byte. */
export class Tester {
  readonly #port: CanPort;
  readonly #clock: RealClock;
  readonly #driver: PortDriver;

  private constructor(port: CanPort) {
    this.#port = port;
    this.#clock = new RealClock();
    const tester = scanToolConfig(DEFAULT_PROFILE, { timeoutScale: 10 });
    this.#driver = new PortDriver({ port, clock: this.#clock, tester, time: new RunningTime(this.#clock) });
  }

  /** @param buses URLs of the car's buses: the first one is used */
  static async connect(buses: readonly string[]): Promise<Tester> {
    return new Tester(await openClientPort(buses[0] ?? ''));
  }

  /** @returns the response as hex, empty where none was sent */
  async send(request: string): Promise<string> {
    const reply = await this.#driver.carryOut({ kind: 'request', payload: fromHex(request) });
    if (reply.kind !== 'request') throw new Error(`an answer to ${reply.kind}`);
    const { outcome } = reply;
    return 'response' in outcome ? toHex(outcome.response) : '';
  }

  /** Seed, and the pass-code that the dealer gives for it. */
  async unlock(level: 1 | 2 | 3): Promise<void> {
    const codes = createPassCodes(DEFAULT_PROFILE.passcodeSecret, DEFAULT_PROFILE.vin);
    const seed = fromHex(await this.send(`270${level * 2 - 1}`)).slice(2);
    const key = level === 1 ? new TextEncoder().encode(codes.forReset(seed)) : codes.forKeys(seed);
    const answer = await this.send(`270${level * 2}${toHex(key)}`);
    if (!answer.startsWith('67')) throw new Error(`level ${level} stays locked: ${answer}`);
  }

  async close(): Promise<void> {
    await this.#driver.end();
    await this.#port.close();
    this.#clock.close();
  }
}

/** Arms the reset and begins it: the driver's door has to be open. @returns the last response */
export async function beginReset(tester: Tester): Promise<string> {
  await tester.send('1003');
  await tester.unlock(1);
  await tester.send('3101020101');
  await tester.unlock(2);
  return tester.send('3101020102');
}
