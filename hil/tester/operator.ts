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
 * Answers what a conversation asks of people: a technician in a terminal, or the flags of a script. A question whose
 * signal is aborted is taken back, by throwing anything: the driver knows why it took it back.
 */
export interface Operator {
  screen(shown: ScreenCommand, signal: AbortSignal): Promise<ScreenChoice>;
  passCode(asked: PassCodeCommand, signal: AbortSignal): Promise<PassCodeAnswer | 'back' | 'exit'>;
  perform(stimulus: Stimulus): Promise<StimulusAnswer>;
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
export interface ScriptedOperatorOptions {
  readonly passCodes: (asked: PassCodeCommand, signal: AbortSignal) => PassCodeAnswer | Promise<PassCodeAnswer>;
  readonly perform: (stimulus: Stimulus) => Promise<StimulusAnswer>;
}

/** A script has agreed to every screen, and is asked nothing else. */
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
