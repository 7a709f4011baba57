import type { Micros } from '../../can-bus/time/micros.ts';

/** How long the ECU works on one action before it can answer; above P2 it answers pending (0x78) first. */
export interface ActionDurations {
  /** 0x10. */
  readonly sessionControl: Micros;
  /** 0x11, before the answer. */
  readonly ecuReset: Micros;
  /** 0x22. */
  readonly readData: Micros;
  /** 0x2E. */
  readonly writeData: Micros;
  /** 0x27, odd. */
  readonly requestSeed: Micros;
  /** 0x27, even. */
  readonly sendKey: Micros;
  /** 0x3E. */
  readonly testerPresent: Micros;
  /** 0x31 01 0201, option 01. */
  readonly resetArm: Micros;
  /** 0x31 01 0201, option 02. */
  readonly resetBegin: Micros;
  /** 0x31 01 0202, option 01. */
  readonly registrationEnter: Micros;
  /** 0x31 01 0202, option 02. */
  readonly preStartCheck: Micros;
  /** 0x31 01 0202, option 03. */
  readonly registrationStart: Micros;
  /** 0x31 01 0203, option 01. */
  readonly erasureDeclare: Micros;
  /** 0x31 01 0203, option 02. */
  readonly erasureOpen: Micros;
  /** 0x31 01 0203, option 03: the memory write (ERA-7). */
  readonly erasureWrite: Micros;
  /** 0x31 02. */
  readonly routineStop: Micros;
  /** 0x31 03. */
  readonly routineResults: Micros;
  /** 0x14. */
  readonly clearFaults: Micros;
  /** 0x19. */
  readonly readFaults: Micros;
  /** 0x85. */
  readonly faultSetting: Micros;
  /** 0x28. */
  readonly communicationControl: Micros;
  /** 0x2F. */
  readonly inputOutputControl: Micros;
}

/** Session timing, announced in 0x50 (conformance 18, 19, 25). */
export interface SessionTiming {
  readonly p2Us: Micros;
  readonly p2StarUs: Micros;
  readonly s3Us: Micros;
}

/** Transport settings that the ECU announces and uses. */
export interface TransportSettings {
  /** BS of our flow control, 0 to 255; 0: no limit. */
  readonly blockSize: number;
  /** STmin byte of our flow control: 00–7F ms, F1–F9 100–900 µs. */
  readonly separationTime: number;
  /** The padding byte of our frames, or null to send them without padding. */
  readonly padding: number | null;
  /** CAN FD frames. */
  readonly fd: boolean;
  /** Data bytes of a full frame: 8; with `fd` up to 64. */
  readonly frameLength: number;
}

/** Settings of an endpoint that differ from the profile's common ones. */
interface EndpointDifferences {
  readonly extendedIds?: boolean;
  readonly isotp?: Partial<TransportSettings>;
}

/** The ids of one diagnostic endpoint, seen from the ECU. */
export type EndpointAddress = EndpointDifferences &
  (
    | { readonly kind: 'normal'; readonly requestId: number; readonly responseId: number }
    | {
        /** The first data byte is an address. */
        readonly kind: 'extended' | 'mixed';
        readonly requestId: number;
        readonly responseId: number;
        readonly requestAddress: number;
        readonly responseAddress: number;
      }
  );

/** The ids by which a tool finds the ECU. */
export interface DiagnosticAddressing {
  /** 29-bit ids, on all endpoints that do not set this themselves. */
  readonly extendedIds: boolean;
  readonly oem: EndpointAddress;
  readonly generic: EndpointAddress;
  /** Functional requests: normal addressing; id format, transport and answers like `generic`. */
  readonly functionalId: number;
}

/** The DoIP gateway: the logical addresses of the car, and what a tester needs for central security. */
export interface DoipSettings {
  readonly gateway: number;
  readonly smartKey: number;
  readonly body: number;
  readonly engine: number;
  /** Reaches all ECUs. */
  readonly functional: number;
  /** First and last address of testers. */
  readonly testers: readonly [first: number, last: number];
  /** 8 hexadecimal digits; null: central security is not supported. */
  readonly authentication: string | null;
  /** What confirms routing activation at the vehicle; null: it needs no confirmation. */
  readonly confirmation: 'ignition' | null;
}

/** The settings of one vehicle (behaviour.md, Profile). Times in µs, voltages in mV. */
export interface Profile {
  readonly vin: string;
  /** 28 bits. */
  readonly ecuSerial: number;
  /** 1 to 15. */
  readonly keySlots: number;
  readonly resetDurationUs: Micros;
  readonly eraseWindowUs: Micros;
  readonly registrationStepTimeoutUs: Micros;
  /** Below this, reset and registration are refused. */
  readonly batteryMinMv: number;
  /** Number of wrong pass-codes before the delay, 1 to 255. */
  readonly attemptsMax: number;
  readonly attemptsDelayUs: Micros;
  /** When a reset erases the old keys (RST-6). */
  readonly resetCommit: 'at-completion' | 'at-start';
  /** From power-on, or the answer to 0x11, until the ECU is ready. */
  readonly bootTimeUs: Micros;
  /** How long the starter turns the engine before it idles. */
  readonly crankTimeUs: Micros;
  readonly actionDurationsUs: ActionDurations;
  /** ISO 8601 date and time at vehicle time 0 (virtual time only). */
  readonly calendarStart: string;
  /** VEH-7. */
  readonly busSleep: boolean;
  /** Shared by car and dealer server. */
  readonly passcodeSecret: string;
  readonly timing: SessionTiming;
  readonly isotp: TransportSettings;
  readonly addressing: DiagnosticAddressing;
  readonly doip: DoipSettings;
}
