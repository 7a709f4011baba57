import type { PasscodeSecretFlags } from '../passcode-secret-flags.ts';

export type ToolUtilityName = KeyUtilityName | 'read' | 'faults' | 'clear';
/** The utilities that change keys: they need pass-codes and a person's consent. */
export type KeyUtilityName = 'reset' | 'register' | 'erase';

export function isKeyUtility(utility: ToolUtilityName): utility is KeyUtilityName {
  return utility === 'reset' || utility === 'register' || utility === 'erase';
}

/** The flags of `smartkey tool …`, as commander returns them. */
export interface ToolFlags extends PasscodeSecretFlags {
  readonly bus?: readonly string[];
  readonly car?: string;
  readonly profile?: string;
  readonly touch?: string;
  readonly yes?: boolean;
  readonly endpoint: 'oem' | 'generic';
  readonly vin?: string;
  readonly rate: number;
  readonly toolVersion: string;
  readonly code?: string;
  readonly dealer?: string;
  readonly dealerUser?: string;
  readonly repairOrder?: string;
  readonly customer?: string;
  readonly managers?: string;
  readonly approvalWait: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** False with --no-color. */
  readonly color?: boolean;
}
