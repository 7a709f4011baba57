import type { CarView } from './car-view.ts';
import type { ServedEvent, ViewEvent } from './served-event.ts';

const MAX_U24 = 0xff_ffff;

/** The view after an event: the same object where the event changes nothing that is shown, as no frame does. */
export function foldEvent(view: CarView, event: ServedEvent): CarView {
  if (event.kind === 'frame') return view;
  const changed = isViewEvent(event) ? event.changed : {};
  return viewAt({ ...view, ...changed, lastEventId: event.id }, event.timeUs);
}

/** The view at another instant, while nothing happens: only the procedure's clock moves. */
export function viewAt<
  View extends Pick<CarView, 'timeUs' | 'procedureSinceUs' | 'procedureStoppedUs' | 'procedureDeadlineUs'>,
>(view: View, timeUs: number): View & ProcedureClock {
  return { ...view, timeUs, ...procedureClock(view, timeUs) };
}

interface ProcedureClock {
  readonly timeUs: number;
  readonly elapsedMs: number | null;
  readonly remainingMs: number | null;
}

function procedureClock(
  view: Pick<CarView, 'procedureSinceUs' | 'procedureStoppedUs' | 'procedureDeadlineUs'>,
  timeUs: number,
): Pick<ProcedureClock, 'elapsedMs' | 'remainingMs'> {
  const { procedureSinceUs: sinceUs, procedureStoppedUs, procedureDeadlineUs: deadlineUs } = view;
  if (sinceUs === null) return { elapsedMs: null, remainingMs: null };
  const atUs = procedureStoppedUs ?? timeUs;
  return {
    elapsedMs: Math.min(Math.floor((atUs - sinceUs) / 1000), MAX_U24),
    remainingMs: deadlineUs === null ? 0 : Math.min(Math.ceil(Math.max(0, deadlineUs - atUs) / 1000), MAX_U24),
  };
}

export function isViewEvent(event: Exclude<ServedEvent, { readonly kind: 'frame' }>): event is ViewEvent {
  return event.event === 'view';
}
