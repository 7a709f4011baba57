import type { ParameterSpec } from '../../ecu-sim/description/ecu-description.ts';
import type { ValueSpec } from '../../ecu-sim/description/value-spec.ts';

/*
 * Parameters of service 01 (SAE J1979) that other vehicles have and the engine ECU of this car has not, or has with one
 * fixed value in its title.
 */

const percent = { kind: 'number', bits: 8, unit: '%', scale: 100 / 255 } as const;
const catalyst = { kind: 'number', bits: 16, unit: '°C', scale: 0.1, offset: -40 } as const;
const trim = { kind: 'number', bits: 8, unit: '%', scale: 100 / 128, offset: -100 } as const;
const sensor = {
  kind: 'record',
  fields: [
    { name: 'voltage', title: 'voltage (V)', kind: 'number', bits: 8, scale: 0.005 },
    { name: 'trim', title: 'fuel trim (%)', ...trim },
  ],
} as const;
const wideRange = {
  kind: 'record',
  fields: [
    { name: 'ratio', title: 'equivalence ratio', kind: 'number', bits: 16, scale: 2 / 65_536 },
    { name: 'voltage', title: 'voltage (V)', kind: 'number', bits: 16, scale: 8 / 65_536 },
  ],
} as const;

const PARAMETERS: readonly (readonly [id: number, title: string, value: ValueSpec])[] = [
  [0x02, 'code that stored the freeze frame', { kind: 'number', bits: 16, hexDigits: 4 }],
  [0x0a, 'fuel pressure', { kind: 'number', bits: 8, unit: 'kPa', scale: 3 }],
  [0x12, 'commanded secondary air status', { kind: 'number', bits: 8 }],
  ...[0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b].map((id): readonly [number, string, ValueSpec] => [
    id,
    `oxygen sensor ${((id - 0x14) % 4) + 1}, bank ${id < 0x18 ? 1 : 2}`,
    sensor,
  ]),
  [0x1c, 'OBD standard', { kind: 'number', bits: 8 }],
  [0x22, 'fuel rail pressure, relative to manifold', { kind: 'number', bits: 16, unit: 'kPa', scale: 0.079 }],
  [0x23, 'fuel rail pressure', { kind: 'number', bits: 16, unit: 'kPa', scale: 10 }],
  ...[0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x2b].map((id): readonly [number, string, ValueSpec] => [
    id,
    `oxygen sensor ${((id - 0x24) % 4) + 1}, bank ${id < 0x28 ? 1 : 2}, wide range`,
    wideRange,
  ]),
  [0x2c, 'commanded EGR', percent],
  [0x2d, 'EGR error', trim],
  [0x3c, 'catalyst temperature, bank 1, sensor 1', catalyst],
  [0x3d, 'catalyst temperature, bank 2, sensor 1', catalyst],
  [0x3e, 'catalyst temperature, bank 1, sensor 2', catalyst],
  [0x3f, 'catalyst temperature, bank 2, sensor 2', catalyst],
  [0x48, 'absolute throttle position C', percent],
  [0x4b, 'accelerator pedal position F', percent],
  [0x51, 'fuel type', { kind: 'number', bits: 8 }],
  [0x52, 'ethanol fuel', percent],
  [0x59, 'fuel rail absolute pressure', { kind: 'number', bits: 16, unit: 'kPa', scale: 10 }],
  [0x5a, 'relative accelerator pedal position', percent],
  [0x5b, 'hybrid battery pack remaining life', percent],
  [0x5d, 'fuel injection timing', { kind: 'number', bits: 16, unit: '°', scale: 1 / 128, offset: -210 }],
  [0x84, 'manifold surface temperature', { kind: 'number', bits: 8, unit: '°C', offset: -40 }],
  [0xa6, 'odometer', { kind: 'number', bits: 32, unit: 'km', scale: 0.1 }],
];

export const COMMON_OBD_PARAMETERS: readonly ParameterSpec[] = PARAMETERS.map(([id, title, value]) => ({
  service: 0x01,
  id,
  name: title,
  title,
  value,
}));
