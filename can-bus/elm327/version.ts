/** The adapters that are simulated: the complete v1.5, and a clone that calls itself v2.1. */
export type ElmVersion = '1.5' | '2.1';

export const ELM_VERSIONS: readonly ElmVersion[] = ['1.5', '2.1'];
export const DEFAULT_ELM_VERSION: ElmVersion = '1.5';

/** What differs between the adapters, apart from the commands that the clone does not have. */
export interface ElmVariant {
  readonly identification: string;
  /** A response pending (7F … 78) extends the wait for the final response. */
  readonly waitsForPending: boolean;
  /** The commands that clones leave out are available. */
  readonly isComplete: boolean;
}

export const ELM_VARIANTS: Readonly<Record<ElmVersion, ElmVariant>> = {
  '1.5': { identification: 'ELM327 v1.5', waitsForPending: false, isComplete: true },
  '2.1': { identification: 'ELM327 v2.1', waitsForPending: true, isComplete: false },
};

export function isElmVersion(text: string): text is ElmVersion {
  return Object.hasOwn(ELM_VARIANTS, text);
}
