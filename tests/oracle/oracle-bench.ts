/** A car for the oracle's own tests: sends hex, moves time, and answers seeds in the ECU's place. */
import { expect } from 'vitest';
import { describeAnswer, isAllowed } from '../../hil/explore/oracle/answer-set.ts';
import type { Effect, Endpoint, Input, OracleProfile, Readings, State } from '../../hil/explore/oracle/model.ts';
import {
  DEFAULT_PROFILE,
  DEFAULT_READINGS,
  createOracle,
  type Oracle,
  type Status,
} from '../../hil/explore/oracle/oracle.ts';
import { passCode, seedSpec, type Level } from '../../hil/explore/oracle/pass-codes.ts';

export const MS = 1_000;
export const S = 1_000_000;
export const KEY_A = 0x11111111;
export const KEY_B = 0x22222222;
export const KEY_C = 0x33333333;
export const BLANK = 0x0badcafe;

export function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

export interface BenchSettings {
  readonly profile?: Partial<OracleProfile>;
  readonly readings?: Partial<Readings>;
  readonly keys?: readonly number[];
}

/** Mutable on purpose: a test reads as a sequence. */
export class OracleBench {
  readonly oracle: Oracle;
  state: State;
  nowUs: number = 0;
  effects: readonly Effect[] = [];
  #nonce: number = 0;

  constructor({ profile = {}, readings = {}, keys = [KEY_A, KEY_B, KEY_C] }: BenchSettings = {}) {
    const all = { ...DEFAULT_READINGS, ...readings };
    this.oracle = createOracle({ ...DEFAULT_PROFILE, initialKeys: keys, ...profile, readings: all });
    this.state = this.oracle.start();
    this.doors(false);
    this.speed(0);
  }

  give(input: Input): void {
    const result = this.oracle.step(this.state, input, this.nowUs);
    this.state = result.state;
    this.effects = result.effects;
  }

  /** The allowed answers as text, joined by ` | `. */
  send(hex: string, endpoint: Endpoint = 'oem'): string {
    this.give({ kind: 'request', endpoint, payload: bytes(hex) });
    return this.answer();
  }

  answer(): string {
    const answer = this.effects.findLast((effect) => effect.kind === 'answer');
    return answer === undefined ? 'none' : answer.allowed.map(describeAnswer).join(' | ');
  }

  allows(hex: string): boolean {
    const answer = this.effects.findLast((effect) => effect.kind === 'answer');
    return answer !== undefined && isAllowed(answer.allowed, bytes(hex));
  }

  /** Moves time on, keeping the frames of the body ECU fresh and the session alive. */
  pass(us: number): void {
    const endUs = this.nowUs + us;
    while (endUs - this.nowUs > S) {
      this.nowUs += S;
      this.keepAlive();
    }
    this.nowUs = endUs;
    this.keepAlive();
  }

  keepAlive(): void {
    this.refresh();
    this.give({ kind: 'request', endpoint: 'functional', payload: bytes('3E 80') });
  }

  /** Moves time on, and nothing else. */
  wait(us: number): void {
    this.nowUs += us;
    this.give({ kind: 'time' });
  }

  refresh(): void {
    const { doors, vehicle } = this.state;
    if (doors !== null) this.give({ kind: 'doors', frame: doors.frame });
    if (vehicle !== null) this.give({ kind: 'vehicle', frame: vehicle.frame });
  }

  doors(frontLeft: boolean): void {
    this.give({ kind: 'doors', frame: { frontLeft, frontRight: false, rearLeft: false, rearRight: false } });
  }

  /** In km/h, on, in P. */
  speed(kmh: number): void {
    const frame = { powerMode: 2, trunkOpen: false, brake: false, shiftP: true, speed: kmh * 100 } as const;
    this.give({ kind: 'vehicle', frame });
  }

  /** The beeps it brings, as text: `exterior 2`. */
  touch(id: number, batteryMv: number = 3_000, boundVin: string | null = null): string {
    this.give({ kind: 'touch', key: { id, batteryMv, boundVin } });
    const heard = this.effects.flatMap((effect) => (effect.kind === 'beeps' ? [effect] : []));
    return heard.map(({ buzzer, count }) => `${buzzer} ${count}`).join(', ');
  }

  extended(): void {
    expect(this.send('10 03')).toBe('50 03 00 32 01 F4');
  }

  /** Asks for a seed, and answers one in the ECU's place. */
  seed(level: Level): Uint8Array {
    const sub = level * 2 - 1;
    this.send(`27 0${sub}`);
    this.#nonce += 1;
    const { vin, ecuSerial } = this.oracle.profile;
    const spec = seedSpec(level, ecuSerial, this.state.memory.seedCounter, vin);
    const seed = Uint8Array.from(spec.map((byte) => (typeof byte === 'number' ? byte : this.#nonce)));
    const result = this.oracle.seedAnswered(this.state, Uint8Array.of(0x67, sub, ...seed));
    expect(result.problems).toEqual([]);
    this.state = result.state;
    return seed;
  }

  key(level: Level, seed: Uint8Array): string {
    const { passcodeSecret, vin } = this.oracle.profile;
    const code = passCode(passcodeSecret, vin, level, seed);
    return this.send(`27 0${level * 2} ${Buffer.from(code).toString('hex')}`);
  }

  unlock(level: Level): void {
    expect(this.key(level, this.seed(level))).toBe(`67 0${level * 2}`);
  }

  wrongKey(level: Level): string {
    this.seed(level);
    return this.send(`27 0${level * 2} FF FF FF FF FF FF`);
  }

  /** Extended, door open, armed. */
  arm(): void {
    this.extended();
    this.doors(true);
    this.unlock(1);
    expect(this.send('31 01 02 01 01')).toBe('71 01 02 01 11');
  }

  beginReset(): void {
    this.arm();
    this.unlock(2);
    expect(this.send('31 01 02 01 02')).toBe('71 01 02 01 12');
  }

  enter(): string {
    this.extended();
    this.unlock(3);
    return this.send('31 01 02 02 01');
  }

  /** Up to state 24, with the registered key that touched. */
  startAdditional(): void {
    expect(this.enter()).toBe('71 01 02 02 21 00 04');
    this.touch(KEY_A);
    expect(this.send('31 01 02 02 02')).toBe('71 01 02 02 23 1F');
    expect(this.send('31 01 02 02 03')).toBe('71 01 02 02 24');
  }

  openWindow(count: number): void {
    this.extended();
    expect(this.send(`31 01 02 03 01 0${count}`)).toBe(`71 01 02 03 31 0${count} 0${3 - count}`);
    this.unlock(4);
    expect(this.send('31 01 02 03 02')).toBe('71 01 02 03 32');
  }

  slots(): readonly (number | null)[] {
    return this.state.memory.slots;
  }

  /** Procedure, outcome and reason of the newest entry. */
  newest(): readonly unknown[] {
    const [entry] = this.state.memory.history;
    return entry === undefined ? [] : [entry.procedure, entry.outcome, entry.reason];
  }

  status(): Status {
    return this.oracle.status(this.state);
  }
}
