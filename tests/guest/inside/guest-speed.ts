/** A sorted sample, in microseconds of the guest. */
export interface Spread {
  readonly fastestTenth: number;
  readonly median: number;
  readonly p99: number;
}

/** An exchange from the request to the end of its answer, as a tool on the kernel's ISO-TP sees it. */
export interface ExchangeSpeed {
  /** A program in C that answers through the kernel's ISO-TP. */
  readonly kernel: Spread;
  /** A bare loop on the npm package, with constant frames. */
  readonly bare: Spread;
  readonly car: Spread;
  /** The car of another checkout. */
  readonly other: Spread | null;
}

/** What the guest measures; one of its microseconds is a thousand instructions. */
export interface GuestSpeed {
  /** Frames that are received and answered in a second: by a bare loop on the npm package, and through our port. */
  readonly receiveAndAnswer: {
    readonly bareFramesPerSecond: number;
    readonly portFramesPerSecond: number;
    /** Port to bare; more is better. */
    readonly ratio: number;
  };
  /** The first thousand TesterPresent: what a user meets who has just started a car. */
  readonly firstSingle: ExchangeSpeed;
  /** TesterPresent: one frame each way; as the VIN, from when V8 has compiled all that takes part. */
  readonly single: ExchangeSpeed;
  /** The VIN: one frame, and back three and a flow control. */
  readonly multi: ExchangeSpeed;
  /** TesterPresent from our tester to our car, and the bare loop's exchange from another bare loop. */
  readonly ourTester: { readonly bareUs: number; readonly udsUs: number; readonly ratio: number };
}
