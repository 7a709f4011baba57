import type { ApiAnswer, ApiCall } from './api-call.ts';
import { advanceTo, setTime } from './calls.ts';
import type { Session } from './session.ts';

/** What a person can do to the car of a session. */
export interface Act {
  readonly perform: (call: ApiCall) => void;
  /** The same, with what came of it. */
  readonly ask: (call: ApiCall) => Promise<ApiAnswer>;
  /** Moves the vehicle's clock by an advance; afterwards it moves as it did before. */
  readonly skip: (advance: ApiCall) => void;
  /** Moves the vehicle's clock to that instant and stops it there. */
  readonly goTo: (timeUs: number) => void;
}

export function actOn(session: Session): Act {
  return {
    perform: (call) => void session.perform(call),
    ask: (call) => session.perform(call),
    skip: (advance) => void skip(session, advance),
    goTo: (timeUs) => void goTo(session, timeUs),
  };
}

async function skip(session: Session, advance: ApiCall): Promise<void> {
  const view = session.live.value;
  const follows = view?.timeMode === 'real' && !view.paused;
  if (follows && !(await session.perform(setTime({ paused: true }))).ok) return;
  const answer = await session.perform(advance);
  if (follows) await session.perform(setTime({ paused: false }));
  // What was asked for is what is shown as done, or as refused.
  session.lastCall.value = { call: advance, answer };
}

async function goTo(session: Session, timeUs: number): Promise<void> {
  const nowUs = timeOf(await session.perform(setTime({ mode: 'virtual' })));
  if (nowUs !== null) await session.perform(advanceTo(nowUs, timeUs));
}

function timeOf(answer: ApiAnswer): number | null {
  if (!answer.ok) return null;
  const { timeUs } = (answer.json ?? {}) as { readonly timeUs?: unknown };
  return typeof timeUs === 'number' ? timeUs : null;
}
