import type {
  CountCommand,
  Stimulus,
  StimulusAnswer,
  PassCodeAnswer,
  PassCodeCommand,
  RetryCommand,
  ScreenChoice,
  ScreenCommand,
  VehicleCommand,
  WatchCommand,
} from './command.ts';

/**
 * Answers the questions of a conversation: a technician at a terminal, or the flags of a script. A question whose
 * signal is aborted is withdrawn by throwing anything: the driver knows the reason.
 */
export interface Operator {
  screen(shown: ScreenCommand, signal: AbortSignal): Promise<ScreenChoice>;
  passCode(asked: PassCodeCommand, signal: AbortSignal): Promise<PassCodeAnswer | 'back' | 'exit'>;
  perform(stimulus: Stimulus): Promise<StimulusAnswer>;
  retry(shown: RetryCommand, signal: AbortSignal): Promise<boolean>;
  count(asked: CountCommand, signal: AbortSignal): Promise<number | 'back' | 'exit'>;
  vehicle(asked: VehicleCommand, signal: AbortSignal): Promise<string | null>;
  /** Shows it until the next question or `endWatch`; `onPressed` is called once when a button is pressed. */
  watch(shown: WatchCommand, onPressed: () => void): void;
  /** The button pressed since the last call; null where none was. */
  pressed(): 'next' | 'exit' | null;
  endWatch(): Promise<void>;
}

/** The replacement of a technician in a script. */
export interface ScriptedOperatorOptions {
  readonly passCodes: (asked: PassCodeCommand, signal: AbortSignal) => PassCodeAnswer | Promise<PassCodeAnswer>;
  readonly perform: (stimulus: Stimulus) => Promise<StimulusAnswer>;
}

/** A script has agreed to every screen, and gets no other questions. */
export function scriptedOperator({ passCodes, perform }: ScriptedOperatorOptions): Operator {
  const nobody = (kind: string): Error => new Error(`a command "${kind}" is for a technician, and a script has none`);
  return {
    screen: () => Promise.resolve('next'),
    passCode: (asked, signal) => Promise.resolve(passCodes(asked, signal)),
    perform,
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
