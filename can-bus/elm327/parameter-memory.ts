import { numberToHex } from '../bytes/hex.ts';

/** Programmable parameters by number: what is used, and what `AT PP` has stored. */
interface Parameter {
  value: number;
  isOn: boolean;
}

const COUNT = 0x30;
const PER_LINE = 4;
const UNUSED = 0xff;

/** Values of a new adapter; those left out are FF. */
const FACTORY: Readonly<Record<number, number>> = {
  0x00: 0xff,
  0x03: 0x32,
  0x04: 0x01,
  0x06: 0xf1,
  0x07: 0x09,
  0x09: 0x00,
  0x0a: 0x0a,
  0x0c: 0x68,
  0x0d: 0x0d,
  0x0e: 0x9a,
  0x10: 0x0d,
  0x11: 0x00,
  0x13: 0x32,
  0x15: 0x0a,
  0x17: 0x92,
  0x18: 0x00,
  0x19: 0x28,
  0x24: 0x00,
  0x25: 0x00,
  0x26: 0x00,
  0x2a: 0x38,
  0x2b: 0x02,
  0x2c: 0xe0,
  0x2d: 0x04,
  0x2e: 0x80,
  0x2f: 0x0a,
};

/** The parameters with an effect here. */
export const PARAMETER = {
  headers: 0x01,
  timeout: 0x03,
  adaptiveTiming: 0x04,
  testerAddress: 0x06,
  echo: 0x09,
  autoFormat: 0x24,
  flowControl: 0x25,
  filler: 0x26,
  dlc: 0x29,
} as const;

/** The memory of `AT PP`: stored values replace the factory's where they are switched on. */
export class ParameterMemory {
  readonly #stored = new Map<number, Parameter>();

  static has(number: number): boolean {
    return number < COUNT;
  }

  value(number: number): number {
    const stored = this.#stored.get(number);
    return stored?.isOn === true ? stored.value : (FACTORY[number] ?? UNUSED);
  }

  store(number: number, value: number): void {
    this.#parameter(number).value = value;
  }

  /** @param number FF switches all of them */
  switch(number: number, on: boolean): void {
    if (number !== UNUSED) this.#parameter(number).isOn = on;
    else for (const parameter of this.#stored.values()) parameter.isOn = on;
  }

  /** The lines of `AT PPS`: number, value, N or F for on and off. */
  summary(): readonly string[] {
    const entries = Array.from({ length: COUNT }, (_, number) => {
      const { value, isOn } = this.#stored.get(number) ?? { value: FACTORY[number] ?? UNUSED, isOn: false };
      return `${numberToHex(number, 2)}:${numberToHex(value, 2)} ${isOn ? 'N' : 'F'}`;
    });
    return Array.from({ length: COUNT / PER_LINE }, (_, line) =>
      entries.slice(line * PER_LINE, (line + 1) * PER_LINE).join('  '),
    );
  }

  #parameter(number: number): Parameter {
    const present = this.#stored.get(number);
    if (present !== undefined) return present;
    const parameter = { value: FACTORY[number] ?? UNUSED, isOn: false };
    this.#stored.set(number, parameter);
    return parameter;
  }
}
