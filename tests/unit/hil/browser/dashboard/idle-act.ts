import type { Act } from '../../../../../hil/browser/dashboard/act.ts';

/** For what is drawn: nothing that is asked of it is done. */
export function idleAct(): Act {
  return {
    perform: () => undefined,
    ask: () => Promise.resolve({ ok: true, json: {} }),
    skip: () => undefined,
    goTo: () => undefined,
  };
}
