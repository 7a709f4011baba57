/* Faults as the HTTP interface has them: of the car, and of the dealer server. */

export interface BusForm {
  readonly drop?: number;
  readonly corrupt?: number;
  readonly duplicate?: number;
  readonly delayMs?: number;
  readonly jitterMs?: number;
  readonly ids?: readonly (number | string)[] | null;
  readonly data?: string | null;
  readonly skip?: number;
  readonly count?: number | null;
}

export interface TransportForm {
  readonly wrongSequence?: number;
  readonly consecutiveLost?: number;
  readonly flowLost?: number;
  readonly flowOverflow?: number;
  readonly flowWaits?: number;
  readonly flowWaitMs?: number;
  readonly skip?: number;
  readonly count?: number | null;
}

export interface AnswerForm {
  readonly request?: string | null;
  readonly response?: string | null;
  readonly probability?: number;
  readonly drop?: boolean;
  readonly replace?: string | null;
  readonly alter?: { readonly at: number; readonly bits: number } | null;
  readonly truncate?: number | null;
  readonly pending?: number;
  readonly pendingEveryMs?: number;
  readonly delayMs?: number;
  readonly skip?: number;
  readonly count?: number | null;
}

/** The faults of the car in force, as `GET /api/faults` answers them. */
export interface CarFaultsInForce {
  /** Trouble codes. */
  readonly faults: readonly string[];
  readonly plan: {
    readonly bus: BusForm;
    readonly silent: readonly string[];
    readonly transport: { readonly ecu?: TransportForm; readonly tool?: TransportForm } | null;
    readonly answers: readonly AnswerForm[];
    readonly doip: readonly object[];
    readonly busOff: object | null;
    readonly babble: object | null;
    readonly supply: object | null;
    readonly memoryCut: object | null;
    readonly doorFlutter: object | null;
  };
}

/** Faults of the dealer server that a bench has set. Counts go down as faults occur; 0 and null: none. */
export interface DealerFaults {
  /** Delay of each answer: real time over HTTP, vehicle time in a scenario. */
  readonly lateMs: number;
  /** No answer at all: over HTTP the connection is cut. */
  readonly away: boolean;
  /** Offset of the dealer's clock from its calendar, in milliseconds; negative: behind. */
  readonly clockAheadMs: number;
  /** Number of coming pass-codes that are wrong. */
  readonly wrongPassCodes: number;
  /** Number of coming pass-codes that belong to the previous seed: the last one issued for the vehicle, if there is one. */
  readonly olderSeeds: number;
  /** State of the approval when the next reset pass-code is requested; then it is null again. */
  readonly approval: 'expired' | 'declined' | null;
}
