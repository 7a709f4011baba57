import assert from 'node:assert/strict';

import { SEED_COUNTER_MAX, SEED_ROUND_MAX } from '../identity/seed-generator.ts';

/** The last 16 events are kept (VEH-6). */
export const HISTORY_CAPACITY = 16;

/** One event in the history (DID 1010). Codes as in diagnostics.md. */
export interface HistoryEntry {
  /** 1 reset, 2 registration, 3 erasure. */
  readonly procedure: number;
  /** 1 completed, 2 refused, 3 aborted, 4 timed out, 5 stopped. */
  readonly outcome: number;
  /** 00 none to 10 memory. */
  readonly reason: number;
  /** Sequence number of the event, u8, wraps. */
  readonly counter: number;
  /** Seconds since the start of the ECU's life, u32. */
  readonly seconds: number;
}

/** The last run of one procedure, for the routine's results (0x31 03). */
export interface LastRun {
  /** State code as in DID 1006, u8. */
  readonly state: number;
  /** As in the history; 0 while in progress. */
  readonly outcome: number;
  readonly reason: number;
  /** u24. */
  readonly elapsedMs: number;
  /** Registration: keys added, free slots, reason of the last refused touch. Erasure: declared, touched, 0. */
  readonly detail: readonly [number, number, number];
}

/** A stored fault (0x19). */
export interface StoredFault {
  /** Three-byte fault code. */
  readonly code: number;
  /** Status byte, ISO 14229-1. */
  readonly status: number;
  /** Occurrence counter, u8. */
  readonly occurrences: number;
}

/** The seeded generator's state: four u32. */
type GeneratorState = readonly [number, number, number, number];

/** Last runs of reset, registration and erasure, in that order; null if there was none. */
type LastRuns = readonly [LastRun | null, LastRun | null, LastRun | null];

/**
 * Everything that the ECU stores without power. Immutable: a change creates a new value that shares the unchanged
 * parts.
 */
export interface NvmContent {
  /** Block `keys`: per slot the registered key's id (u32), or null (KEY-2). */
  readonly slots: readonly (number | null)[];
  /** Block `keys`: ids that can never be registered again (KEY-3). */
  readonly retired: readonly number[];
  /**
   * Block `keys`: a reset with `resetCommit: at-start` was aborted; registration requires a completed one first
   * (RST-6).
   */
  readonly resetIncomplete: boolean;

  /** Block `security`: counter of the last seed, 1 to 65535, then 1 again; 0 before the first one (AUT-1). */
  readonly seedCounter: number;
  /** Block `security`: how often the counter has restarted, u32 (AUT-1). */
  readonly seedRound: number;
  /** Block `security`: the state of the nonce generator. */
  readonly generator: GeneratorState;
  /** Block `security`: consecutive wrong pass-codes, u8 (AUT-3). */
  readonly attempts: number;
  /** Block `security`: the delay had not expired; it restarts at power-on (AUT-3). */
  readonly delayPending: boolean;
  /** Block `security`: it was once unreadable; its present content began after that (VEH-5). */
  readonly securityLost: boolean;

  /** Block `log`: newest first, at most 16 (VEH-6). */
  readonly history: readonly HistoryEntry[];
  /** Block `log`: sequence number of the newest entry, u8; the first event is 1. */
  readonly historyCounter: number;
  /** Block `log`. */
  readonly lastRuns: LastRuns;
  /** Block `log`: seconds of the ECU's life when it was last stored, u32. */
  readonly lifeSeconds: number;

  /** Block `identity`: DID F198, 16 bytes. */
  readonly testerSerial: Uint8Array;
  /** Block `identity`: DID F199, 3 bytes BCD YYMMDD. */
  readonly programmingDate: Uint8Array;

  /** Block `faults`. */
  readonly storedFaults: readonly StoredFault[];
}

/** The initial content of a new ECU. */
interface FactorySettings {
  /** Number of slots, 1 to 15. */
  readonly keySlots: number;
  /** Ids of the keys that come with the car, at most one per slot; they take the lowest slots. */
  readonly slots: readonly number[];
  readonly generator: GeneratorState;
}

/** The memory of a new car: its keys registered, nothing retired, no seed generated, no history. */
export function factoryContent(settings: FactorySettings): NvmContent {
  assert(settings.slots.length <= settings.keySlots, 'more keys than slots');
  assert(new Set(settings.slots).size === settings.slots.length, 'a key id occurs twice');
  return {
    slots: Array.from({ length: settings.keySlots }, (_, slot) => settings.slots[slot] ?? null),
    retired: [],
    resetIncomplete: false,
    seedCounter: 0,
    seedRound: 0,
    generator: settings.generator,
    attempts: 0,
    delayPending: false,
    securityLost: false,
    history: [],
    historyCounter: 0,
    lastRuns: [null, null, null],
    lifeSeconds: 0,
    testerSerial: new Uint8Array(16).fill(0x20),
    programmingDate: Uint8Array.of(0x19, 0x01, 0x01),
    storedFaults: [],
  };
}

/**
 * The replacement of unreadable blocks (VEH-5): nothing is invented, everything leads to refusals. No keys; no seeds
 * left to generate, because the earlier ones are no longer known (AUT-1); the delay pending.
 */
export function unreadableContent(keySlots: number): NvmContent {
  return {
    ...factoryContent({ keySlots, slots: [], generator: [0, 0, 0, 0] }),
    resetIncomplete: true,
    seedCounter: SEED_COUNTER_MAX,
    seedRound: SEED_ROUND_MAX,
    delayPending: true,
    securityLost: true,
  };
}
