import { REASONS, type ReasonName } from '../../ecu-sim/description/codes.ts';

/** Why a utility of the scan tool failed, where the ECU gives no reason of its own (TEC-6). */
const TOOL_REASONS = [
  'broken-answer',
  'busy',
  'car-restarted',
  'connection-lost',
  'connection-unstable',
  'dealer-unreachable',
  'exit',
  'interrupted',
  'key-not-counted',
  'key-not-seen',
  'locked-out',
  'no-answer',
  'no-pass-code',
  'not-authorised',
  'not-registered',
  'out-of-range',
  'pass-code-form',
  'refused',
  'stimulus-failed',
  'too-few-keys',
  'too-many-attempts',
  'touch-list',
  'under-way',
  'unexpected-response',
  'vin-differs',
  'vin-unknown',
  'window-closed',
  'wrong-order',
] as const;

/** The reason of a failed utility: the ECU's own, or the tool's. */
export type FailureReason = ReasonName | (typeof TOOL_REASONS)[number];

const ECU_REASONS: readonly ReasonName[] = namesOf(REASONS);

/** Every {@link FailureReason}: the ECU's in the order of their codes, then the tool's. */
export const FAILURE_REASONS: readonly FailureReason[] = [...ECU_REASONS, ...TOOL_REASONS];

function namesOf<Name extends string>(table: Readonly<Record<Name, number>>): readonly Name[] {
  const names: Name[] = [];
  for (const name in table) names.push(name);
  return names;
}
