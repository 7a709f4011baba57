import type { Signal } from '@preact/signals';
import type { VNode } from 'preact';
import type { CarView } from '../../view/car-view.ts';
import { type CarActions, CarPicture } from '../components/car-picture.tsx';
import { Conversation } from '../components/conversation.tsx';
import { ProcedureCard, type ProcedureCardProps } from '../components/procedure-card.tsx';
import { Scrubber } from '../components/scrubber.tsx';
import { Slots } from '../components/slots.tsx';
import { type Act, actOn } from './act.ts';
import type { ApiCall } from './api-call.ts';
import { BusLog } from './bus-log.tsx';
import { nextPowerMode, pressEngineSwitch, restart, setBrake, setDoor, setPowerMode, setShiftP } from './calls.ts';
import type { PagePlace } from './connect-recipes.ts';
import { KeysPanel } from './keys-panel.tsx';
import { LastCallBar } from './last-call.tsx';
import { RecordingNote } from './recording-note.tsx';
import type { Session } from './session.ts';
import { Sliders } from './sliders.tsx';
import { type Clients, Tabs } from './tabs.tsx';
import { TimeBar, type TimeBarProps } from './time-bar.tsx';

interface AppProps {
  readonly session: Session;
  /** Whether the buzzers are heard. */
  readonly audible: Signal<boolean>;
  /** Where the page is served, and how the car's command is typed there. */
  readonly place: PagePlace;
  /** What the panels know besides the car itself; null for a recording, of which time alone can be changed. */
  readonly clients: Clients | null;
  /** The vehicle's present instant; read once a picture. */
  readonly nowUs: (view: CarView) => number;
}

/** The whole dashboard: a function of the session. */
export function App({ session, audible, place, clients, nowUs }: AppProps): VNode {
  const view = session.shown.value;
  const connection = session.connection.value;
  if (view === null) {
    return (
      <main class="waiting">
        <p>{connection === 'lost' ? 'No car answers here. Is it still running?' : 'Connecting to the car…'}</p>
      </main>
    );
  }
  const revision = session.revision.value;
  const past = session.cursor.value !== null;
  const isLost = connection === 'lost';
  const timeAct = past ? null : actOn(session);
  const act = clients === null ? null : timeAct;
  // The present of a lost car is not guessed: its clock and its timers stay.
  const instantOf = past ? ({ timeUs }: CarView): number => timeUs : isLost ? lastKnownUs(session) : nowUs;
  return (
    <>
      <Head session={session} view={view} act={timeAct} nowUs={instantOf} audible={audible} />
      <main class={`board ${past ? 'board-past' : isLost ? 'board-lost' : ''}`} data-revision={revision}>
        <div class="column column-car">
          <section class="panel picture" aria-label="Car">
            <CarPicture view={view} actions={act && carActions(act, view)} />
            <Sliders view={view} act={act} />
          </section>
          <KeysPanel view={view} act={act} />
        </div>
        <div class="column column-state">
          <ClockedProcedure
            view={view}
            instantOf={instantOf}
            utility={past ? null : (clients?.technician.running ?? null)}
            goTo={timeAct?.goTo ?? null}
            perform={act && ((action) => propose(act, { ...action, step: null }))}
          />
          {clients === null ? (
            <RecordingNote />
          ) : (
            <Tabs view={view} present={session.live.value ?? view} act={act} place={place} clients={clients} />
          )}
          <Slots view={view} />
        </div>
        <div class="column column-talk">
          <Conversation
            events={session.events}
            until={session.cursor.value ?? session.events.length}
            onShow={session.show}
          />
          <BusLog view={view} feed={session.frames} isPast={past} />
        </div>
      </main>
      {clients !== null && session.lastCall.value !== null && (
        <LastCallBar last={session.lastCall.value} origin={place.origin} />
      )}
    </>
  );
}

/** The last instant of which an event or a frame came. */
function lastKnownUs({ frames }: Session): (view: CarView) => number {
  const newest = frames.newestFirst.value[0]?.timeUs ?? 0;
  return ({ timeUs }) => Math.max(timeUs, newest);
}

interface Clocked {
  readonly instantOf: (view: CarView) => number;
}

/** Drawn again with each step of the clock, as the rest of the page is not. */
function ClockedTimeBar({ instantOf, ...more }: Omit<TimeBarProps, 'nowUs'> & Clocked): VNode {
  return <TimeBar {...more} nowUs={instantOf(more.view)} />;
}

function ClockedProcedure({ instantOf, ...more }: Omit<ProcedureCardProps, 'nowUs'> & Clocked): VNode {
  return <ProcedureCard {...more} nowUs={instantOf(more.view)} />;
}

/** What is proposed works however time moves. */
function propose(act: Act, call: ApiCall): void {
  if (call.path === '/api/time/advance') act.skip(call);
  else act.perform(call);
}

function carActions(act: Act, view: CarView): CarActions {
  return {
    setDoor: (door, open) => act.perform(setDoor(door, open)),
    setBrake: (pressed) => act.perform(setBrake(pressed)),
    setShiftP: (inP) => act.perform(setShiftP(inP)),
    cyclePower: () => act.perform(setPowerMode(nextPowerMode(view.powerMode))),
    pressEngineSwitch: () => act.perform(pressEngineSwitch()),
  };
}

interface HeadProps {
  readonly session: Session;
  readonly view: CarView;
  readonly act: Act | null;
  readonly nowUs: (view: CarView) => number;
  readonly audible: Signal<boolean>;
}

function Head({ session, view, act, nowUs, audible }: HeadProps): VNode {
  const { notice, connection, cursor } = session;
  const isLost = connection.value === 'lost';
  return (
    <header class="head">
      <h1>
        Virtual Smart Key <small>{view.vin}</small>
      </h1>
      <ClockedTimeBar view={view} instantOf={nowUs} act={act} />
      <button type="button" class="quiet" disabled={act === null} onClick={() => act?.perform(restart())}>
        Restart
      </button>
      <button type="button" class="quiet" aria-pressed={audible.value} onClick={() => (audible.value = !audible.value)}>
        {audible.value ? 'Sound on' : 'Sound off'}
      </button>
      <Scrubber events={session.events} cursor={cursor.value} isLost={isLost} onShow={session.show} />
      {isLost && (
        <p class="banner banner-lost" role="alert">
          The connection to the car is lost. The page shows the last known state, and continues when the car answers
          again.
        </p>
      )}
      {!isLost && notice.value !== null && (
        <p class="banner" role="status">
          {notice.value}{' '}
          <button type="button" class="tiny" onClick={() => (notice.value = null)}>
            Close
          </button>
        </p>
      )}
    </header>
  );
}
