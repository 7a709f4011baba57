import type {
  CountCommand,
  HandAction,
  HandAnswer,
  PassCodeAnswer,
  PassCodeCommand,
  RetryCommand,
  ScreenChoice,
  ScreenCommand,
  VehicleCommand,
  WatchCommand,
} from './tool-command.ts';
import { UtilityFailure } from './utility-failure.ts';

/**
 * Who answers what a utility asks of people: a technician in a terminal, or the flags of a script. A question whose
 * signal is aborted is taken back, by throwing whatever: the driver knows why it took it back.
 */
export interface ToolPerson {
  screen(shown: ScreenCommand, signal: AbortSignal): Promise<ScreenChoice>;
  passCode(asked: PassCodeCommand, signal: AbortSignal): Promise<PassCodeAnswer | 'back' | 'exit'>;
  hand(action: HandAction): Promise<HandAnswer>;
  retry(shown: RetryCommand, signal: AbortSignal): Promise<boolean>;
  count(asked: CountCommand, signal: AbortSignal): Promise<number | 'back' | 'exit'>;
  vehicle(asked: VehicleCommand, signal: AbortSignal): Promise<string | null>;
  /** Shows it until something else is asked or `endWatch`; `onPressed` is called once a button is pressed. */
  watch(shown: WatchCommand, onPressed: () => void): void;
  /** The button pressed since the last call; null where none was. */
  pressed(): 'next' | 'exit' | null;
  endWatch(): Promise<void>;
}

/** What a script has in place of a technician. */
export interface ScriptedPersonOptions {
  readonly passCodes: (asked: PassCodeCommand, signal: AbortSignal) => PassCodeAnswer | Promise<PassCodeAnswer>;
  readonly hand: (action: HandAction) => Promise<HandAnswer>;
}

/** A script has agreed to every screen, and is asked nothing else. */
export function scriptedPerson({ passCodes, hand }: ScriptedPersonOptions): ToolPerson {
  const nobody = (kind: string): Error => new Error(`a command "${kind}" is for a technician, and a script has none`);
  return {
    screen: () => Promise.resolve('next'),
    passCode: (asked, signal) => Promise.resolve(passCodes(asked, signal)),
    hand,
    retry: () => Promise.reject(nobody('retry')),
    count: () => Promise.reject(nobody('count')),
    vehicle: () => Promise.reject(nobody('vehicle')),
    watch: () => {
      throw nobody('watch');
    },
    pressed: () => null,
    endWatch: () => Promise.resolve(),
  };
}

/** The technician pressed Ctrl-C. */
export function interruption(): UtilityFailure {
  return new UtilityFailure('person', {
    reason: 'interrupted',
    what: 'the utility was interrupted',
    next: 'start it again whenever you like; new pass-codes will be needed',
  });
}
