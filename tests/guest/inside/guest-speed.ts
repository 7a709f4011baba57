/** What the guest measures. Only the ratios say something: the guest is some ten times slower than a machine. */
export interface GuestSpeed {
  /** Frames that are received and answered in a second: by a bare loop on the npm package, and through our port. */
  readonly receiveAndAnswer: {
    readonly bareFramesPerSecond: number;
    readonly portFramesPerSecond: number;
    /** Port to bare; more is better. */
    readonly ratio: number;
  };
  /** From a request to its answer: an echo between two bare loops; TesterPresent from our tester to our car. */
  readonly roundTrip: {
    readonly bareUs: number;
    readonly udsUs: number;
    /** UDS to bare; less is better. */
    readonly ratio: number;
  };
}
