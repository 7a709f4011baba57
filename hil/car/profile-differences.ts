import { DEFAULT_PROFILE, type Profile } from '../../ecu-sim/profile.ts';

/** Never shown. */
const SECRET = 'passcodeSecret';

/** Values that differ from the default profile, as a profile's file has them. */
export function profileDifferences(profile: Profile): Readonly<Record<string, unknown>> {
  return differences({ ...profile }, { ...DEFAULT_PROFILE });
}

function differences(
  value: Readonly<Record<string, unknown>>,
  normal: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const differs: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    if (name === SECRET || JSON.stringify(part) === JSON.stringify(normal[name])) continue;
    const [shownName, shown] = shownField(name, part, normal[name]);
    differs[shownName] = shown;
  }
  return differs;
}

/** As a profile's file has it: seconds and volts. */
function shownField(name: string, part: unknown, normal: unknown): readonly [string, unknown] {
  if (typeof part === 'number' && name.endsWith('Us')) return [name.slice(0, -2), part / 1_000_000];
  if (typeof part === 'number' && name.endsWith('Mv')) return [name.slice(0, -2), part / 1000];
  if (!isFields(part) || !isFields(normal)) return [name, part];
  if (!name.endsWith('Us')) return [name, differences(part, normal)];
  const changed = Object.entries(part).filter(([field, us]) => us !== normal[field]);
  return [name.slice(0, -2), Object.fromEntries(changed.map(([field, us]) => [field, Number(us) / 1_000_000]))];
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
