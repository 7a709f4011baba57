import { child, everyNode, numberIn, textIn, type OdxNode } from './odx-node.ts';

const DIGITS = 6;

/**
 * What a coded value means, by its COMPU-METHOD: a number, or words. Null where the method excludes the value; the value
 * itself where the method is a program or is not known.
 */
export function computeValue(method: OdxNode | null, value: number | string): string | null {
  if (typeof value === 'string') return value;
  const toPhysical = child(method, 'COMPU-INTERNAL-TO-PHYS');
  const scales = [...(child(toPhysical, 'COMPU-SCALES')?.children ?? [])];
  switch (textIn(method, 'CATEGORY')) {
    case 'TEXTTABLE': {
      const scale = scales.find((each) => isWithin(each, value));
      const text = textIn(child(scale, 'COMPU-CONST'), 'VT');
      return text ?? textIn(child(toPhysical, 'COMPU-DEFAULT-VALUE'), 'VT');
    }
    case 'LINEAR':
    case 'SCALE-LINEAR':
    case 'RAT-FUNC':
    case 'SCALE-RAT-FUNC': {
      const scale = scales.find((each) => isWithin(each, value));
      return scale === undefined ? null : rational(scale, value);
    }
    case 'TAB-INTP':
      return interpolated(scales, value);
    case 'IDENTICAL':
    case 'COMPUCODE':
    case null:
    default:
      return numberText(value);
  }
}

export function numberText(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS)));
}

function isWithin(scale: OdxNode, value: number): boolean {
  return isAbove(child(scale, 'LOWER-LIMIT'), value, 1) && isAbove(child(scale, 'UPPER-LIMIT'), value, -1);
}

/** @param sign 1 for a lower limit, -1 for an upper one */
function isAbove(limit: OdxNode | null, value: number, sign: 1 | -1): boolean {
  if (limit === null || limit.text === '' || limit.attributes['INTERVAL-TYPE'] === 'INFINITE') return true;
  const distance = sign * (value - Number(limit.text));
  return limit.attributes['INTERVAL-TYPE'] === 'OPEN' ? distance > 0 : distance >= 0;
}

/** A polynomial over another one, each from its constant on. */
function rational(scale: OdxNode, value: number): string | null {
  const coefficients = child(scale, 'COMPU-RATIONAL-COEFFS');
  if (coefficients === null)
    return textIn(child(scale, 'COMPU-CONST'), 'VT') ?? textIn(child(scale, 'COMPU-CONST'), 'V');
  const sum = (name: string, absent: number): number => {
    const terms = child(coefficients, name)?.children.map(({ text }) => Number(text)) ?? [];
    return terms.length === 0 ? absent : terms.reduce((total, term, power) => total + term * value ** power, 0);
  };
  const result = sum('COMPU-NUMERATOR', 0) / sum('COMPU-DENOMINATOR', 1);
  return Number.isFinite(result) ? numberText(result) : null;
}

/** On the line between the two points around the value. */
function interpolated(scales: readonly OdxNode[], value: number): string | null {
  const points = scales.map((scale): readonly [number, number] => [
    numberIn(scale, 'LOWER-LIMIT') ?? Number.NaN,
    numberIn(child(scale, 'COMPU-CONST'), 'V') ?? Number.NaN,
  ]);
  for (const [index, [from, at]] of points.entries()) {
    const [to, next] = points[index + 1] ?? [from, at];
    if (value === from) return numberText(at);
    if (value > from && value < to) return numberText(at + ((value - from) * (next - at)) / (to - from));
  }
  return null;
}

/** The unit of a data object, as people write it; empty where it has none. */
export function unitText(unit: OdxNode | null): string {
  if (unit === null) return '';
  const [name] = [...everyNode(unit)].filter((node) => node.name === 'DISPLAY-NAME');
  return name?.text ?? textIn(unit, 'SHORT-NAME') ?? '';
}
