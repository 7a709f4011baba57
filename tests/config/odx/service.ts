import type { Part } from './parameters.ts';

/** The groups into which tools sort services (FUNCT-CLASS). */
export const FUNCTIONAL_CLASSES = [
  'Session',
  'EcuReset',
  'FaultMem',
  'Ident',
  'SecurityAccess',
  'CommCtrl',
  'StandardDataTransfer',
  'OutputControl',
  'Routines',
  'TesterPresent',
  'DtcSetting',
  'Obd',
  'Other',
] as const;
type FunctionalClass = (typeof FUNCTIONAL_CLASSES)[number];

/** One DIAG-SERVICE with its request and its positive response. */
export interface OdxService {
  readonly name: string;
  readonly title: string;
  readonly functionalClass: FunctionalClass;
  readonly semantic: string;
  readonly request: readonly Part[];
  /** Null where there is none: bit 7 of the sub-function suppresses it. */
  readonly response: readonly Part[] | null;
  /** The name of the sub-function parameter where its bit 7 may suppress the response. */
  readonly suppressedBy?: string;
  /** Names of states in which it is served; in any where there are none. */
  readonly states?: readonly string[];
  /** Names of the transitions that it causes. */
  readonly transitions?: readonly string[];
}
