/** Fields of a part of the fault plan that limit its faults and are none themselves. */
const LIMITS: readonly string[] = ['ids', 'data', 'skip', 'count'];
/** Fields that have a value also where they change nothing. */
const DEFAULTS: readonly string[] = ['flowWaitMs', 'pendingEveryMs', 'probability'];

/** A part of the plan without the fields that change nothing; empty where none of its faults is in force. */
export function given(part: object): Readonly<Record<string, unknown>> {
  const fields = Object.entries(part).filter(([, value]) => isSet(value));
  return fields.some(([name]) => !LIMITS.includes(name) && !DEFAULTS.includes(name)) ? Object.fromEntries(fields) : {};
}

/** A fault of the plan in few words. */
export function textOf(part: object): string {
  const fields = Object.entries(part).filter(([name, value]) => isSet(value) && !DEFAULTS.includes(name));
  return fields.map(([name, value]) => `${name} ${JSON.stringify(value)}`.replaceAll('"', '')).join(', ');
}

/** In few words, where it is not the fault that was expected; null where it is, or where there is none. */
export function noteOf(part: object | null, expected: object): string | null {
  if (part === null) return null;
  const names = [...Object.keys(expected), ...LIMITS];
  const relevant = Object.entries(part).filter(([name, value]) => names.includes(name) && isSet(value));
  const isSame =
    relevant.every(([name, value]) => JSON.stringify(value) === JSON.stringify(fieldOf(expected, name))) &&
    relevant.length === Object.values(expected).filter(isSet).length;
  return isSame ? null : textOf(Object.fromEntries(relevant));
}

function fieldOf(of: object, name: string): unknown {
  return Object.entries(of).find(([field]) => field === name)?.[1];
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined && value !== 0 && value !== false;
}

const PLAIN = /^[A-Za-z][\w-]*$/;
/** Words that YAML reads as something else than text. */
const NO_TEXT: readonly string[] = ['true', 'false', 'null', 'on', 'off', 'yes', 'no'];

/** A body of the HTTP interface as a value on one line of a scenario. */
export function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([name, field]) => `${name}: ${flowText(field)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  if (typeof value !== 'string') return String(value);
  return PLAIN.test(value) && !NO_TEXT.includes(value.toLowerCase()) ? value : `'${value.replaceAll("'", "''")}'`;
}
