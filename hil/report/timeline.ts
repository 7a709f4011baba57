import { counted } from '../../can-bus/text/counted.ts';
import { lossWords } from '../../can-bus/isotp/lost-message.ts';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { encodeCandumpFrame } from '../../can-bus/trace/candump.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { EcuTimer } from '../../ecu-sim/smart-key/timers.ts';
import type { CarEvent, CarObserver } from '../car/car-event.ts';
import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';
import { LaneBuilder } from './lane-builder.ts';
import { LoadMeter } from './load-meter.ts';
import type { ExplainedSpan } from './explained-event.ts';
import { LANE_IDS, type LaneId, type Timeline } from './timeline-data.ts';
import { TimerLane } from './timer-lane.ts';
import { addDealing } from './dealer-lane.ts';
import { addExchange } from './uds-lane.ts';
import { VehicleLanes } from './vehicle-lanes.ts';
import { DEFAULT_BIT_RATE } from '../../can-bus/virtual-bus/bus-options.ts';

interface TimelineOptions {
  /** The car's name in the scenario. */
  readonly car: string;
  readonly bitRate?: number;
  /** Maximum number of items per lane; {@link ITEMS_PER_LANE} where absent. */
  readonly itemsPerLane?: number;
  /** A key's name by its id as 8 hex digits; the id itself where absent. */
  readonly keyName?: (id: string) => string;
  /** It begins as the default car does; true where absent. */
  readonly isStartKnown?: boolean;
}

/** More than anyone looks at, and few enough for a thousand scenarios in one page. */
const ITEMS_PER_LANE = 1000;

type Inner = CarEvent['event'];
type Lanes = Readonly<Record<LaneId, LaneBuilder>>;

/**
 * Condenses a car's events into the lanes of a timeline while they occur. Pure: it has no clock, and its memory is
 * bounded for any length of the run. Items without room in a lane are counted.
 */
export class TimelineRecorder implements CarObserver {
  readonly #car: string;
  readonly #lanes: Lanes;
  readonly #load: LoadMeter;
  readonly #timers: TimerLane;
  readonly #vehicle: VehicleLanes;
  readonly #keyName: (id: string) => string;

  constructor(options: TimelineOptions) {
    const { car, bitRate = DEFAULT_BIT_RATE } = options;
    const builder = (id: LaneId): LaneBuilder => new LaneBuilder(id, options.itemsPerLane ?? ITEMS_PER_LANE);
    this.#car = car;
    this.#lanes = lanesOf(builder);
    this.#load = new LoadMeter(bitRate);
    this.#timers = new TimerLane(this.#lanes.timers);
    this.#vehicle = new VehicleLanes(this.#lanes.doors, this.#lanes.power, options.isStartKnown ?? true);
    this.#keyName = options.keyName ?? ((id) => id);
  }

  attached(timers: () => readonly EcuTimer[]): void {
    this.#timers.attached(timers);
  }

  frame(timeUs: Micros, frame: CanFrame): void {
    this.#timers.update(timeUs);
    this.#load.frame(timeUs, frame);
  }

  event({ timeUs, source, event }: CarEvent): void {
    this.#timers.event(timeUs, event);
    this.#vehicle.event(timeUs, event);
    this.#take(timeUs, source, event);
  }

  /** An exchange with an ECU of which only its words are known. */
  exchange({ startedUs, endUs, label, tone, detail }: ExplainedSpan): void {
    this.#lanes.uds.span(startedUs, endUs, label, tone, detail);
  }

  /** The timeline so far, up to an instant not before the last event. */
  build(endUs: Micros): Timeline {
    const built = LANE_IDS.map((id) => this.#lanes[id].build(endUs));
    const lanes = built.filter(({ items, omitted }) => items.length + omitted > 0);
    return { car: this.#car, endUs, lanes, load: this.#load.build(endUs) };
  }

  #take(timeUs: Micros, source: string, event: Inner): void {
    switch (event.kind) {
      case 'uds-exchange':
        addExchange(event, source, this.#lanes.uds, this.#lanes.dealer);
        return;
      case 'procedure':
      case 'history':
      case 'session':
      case 'security':
      case 'ecu':
      case 'memory-written':
      case 'memory-damaged':
      case 'memory-repaired':
      case 'memory-write-cut':
        this.#onEcu(timeUs, event);
        return;
      case 'key-touched':
      case 'button-pressed':
      case 'engine-switch-pressed':
      case 'key-moved':
      case 'key-bound':
      case 'key-made':
      case 'key-removed':
      case 'key-battery-set':
        this.#onKey(timeUs, event);
        return;
      case 'beeps-ordered':
      case 'buzzer':
      case 'flashers':
      case 'alarm':
        this.#onSignal(timeUs, event);
        return;
      case 'fault':
      case 'queue-overflow':
      case 'error-frame':
      case 'error-state':
      case 'frame-dropped':
      case 'frame-aborted':
      case 'fault-struck':
      case 'message-lost':
      case 'faults-set':
      case 'faults-cleared':
        this.#onTrouble(timeUs, event);
        return;
      case 'dealer-asked':
        addDealing(timeUs, event, this.#lanes.dealer);
        return;
      case 'uds':
      case 'lock-request':
      case 'locks-changed':
      case 'trunk-opener':
      case 'vehicle-changed':
      case 'power-cut':
      case 'power-back':
        // Requests are in the lane as exchanges; doors and supply have separate lanes.
        return;
    }
  }

  #onEcu(timeUs: Micros, event: EcuEvent): void {
    const { procedure, session, ecu } = this.#lanes;
    switch (event.kind) {
      case 'procedure':
        if (event.procedure === 'none') procedure.close('procedure', timeUs);
        else procedure.goOn('procedure', timeUs, `${event.procedure}: ${event.state}`, 'active');
        return;
      case 'history': {
        const { outcome, reason } = event;
        const why = reason === 'none' ? '' : ` (${reason})`;
        procedure.mark(timeUs, `${event.procedure} ${outcome}${why}`, outcome === 'completed' ? 'good' : 'bad');
        return;
      }
      case 'session':
        if (event.session === 'default') session.close('session', timeUs);
        else session.open('session', timeUs, 'extended session', 'plain');
        return;
      case 'security':
        if (event.unlockedLevel === 0) session.close('level', timeUs);
        else session.open('level', timeUs, `level ${event.unlockedLevel} unlocked`, 'good');
        return;
      case 'ecu':
        if (event.state === 'running') ecu.close('ecu', timeUs);
        else ecu.open('ecu', timeUs, event.state, event.state === 'off' ? 'bad' : 'wait');
        return;
      case 'memory-written':
        ecu.mark(timeUs, `memory written: ${event.blocks.join(', ')}`, 'muted');
        return;
      case 'memory-damaged':
        ecu.mark(timeUs, `memory unreadable: ${event.blocks.join(', ')}`, 'bad');
        return;
      case 'memory-repaired':
        ecu.mark(timeUs, `memory repaired: ${event.parts.join(', ')}`, 'wait');
        return;
      case 'memory-write-cut': {
        const written = `${event.bytesWritten} of ${counted(event.totalBytes, 'byte')} of ${event.blocks.join(', ')}`;
        ecu.mark(timeUs, 'power failed within a write', 'bad', written);
        return;
      }
    }
  }

  #onKey(timeUs: Micros, event: KeyEvent): void {
    const { keys } = this.#lanes;
    switch (event.kind) {
      case 'key-touched':
        keys.mark(timeUs, `touch ${this.#name(event.keyId)}`, toneOf(event), reactionText(event));
        return;
      case 'button-pressed':
        keys.mark(timeUs, `${event.button} on ${this.#name(event.keyId)}`, toneOf(event), reactionText(event));
        return;
      case 'engine-switch-pressed':
        keys.mark(
          timeUs,
          'engine switch',
          event.running ? 'good' : 'wait',
          event.running ? 'the engine runs' : `no start: ${event.reason ?? 'no reason'}`,
        );
        return;
      case 'key-moved':
        keys.mark(timeUs, `${this.#name(event.keyId)} ${event.to}`, 'muted');
        return;
      case 'key-bound':
        keys.mark(timeUs, `${this.#name(event.keyId)} bound`, 'good', `to ${event.vin}`);
        return;
      case 'key-made':
        keys.mark(timeUs, `new key ${this.#name(event.keyId)}`, 'muted');
        return;
      case 'key-removed':
        keys.mark(timeUs, `${this.#name(event.keyId)} removed`, 'muted');
        return;
      case 'key-battery-set':
        keys.mark(timeUs, `battery of ${this.#name(event.keyId)}: ${event.batteryMv / 1000} V`, 'muted');
        return;
    }
  }

  #onSignal(timeUs: Micros, event: SignalEvent): void {
    const { beeps } = this.#lanes;
    switch (event.kind) {
      case 'beeps-ordered':
        beeps.mark(timeUs, `${event.buzzer} × ${event.count}`, 'active');
        return;
      case 'buzzer':
        if (event.on) beeps.open(event.buzzer, timeUs, `${event.buzzer} sounds`, 'plain');
        else beeps.close(event.buzzer, timeUs);
        return;
      case 'flashers':
        beeps.mark(timeUs, `flashers × ${event.count}`, 'wait');
        return;
      case 'alarm':
        if (event.on) beeps.open('alarm', timeUs, 'alarm', 'bad');
        else beeps.close('alarm', timeUs);
        return;
    }
  }

  #onTrouble(timeUs: Micros, event: TroubleEvent): void {
    const { faults } = this.#lanes;
    switch (event.kind) {
      case 'fault':
        if (event.on) faults.open(event.code, timeUs, event.code, 'bad');
        else faults.close(event.code, timeUs);
        return;
      case 'error-state':
        if (event.state === 'error-active') faults.close(`state ${event.node}`, timeUs);
        else faults.open(`state ${event.node}`, timeUs, `${event.node} ${event.state}`, 'bad');
        return;
      case 'faults-set':
        faults.open(
          'plan',
          timeUs,
          `faults: ${Object.keys(event.faults).join(', ')}`,
          'wait',
          JSON.stringify(event.faults),
        );
        return;
      case 'faults-cleared':
        faults.close('plan', timeUs);
        return;
      case 'fault-struck':
        faults.mark(timeUs, event.fault, 'bad', event.frame === null ? event.node : frameText(event.node, event.frame));
        return;
      case 'message-lost':
        faults.mark(timeUs, `${event.direction} lost`, 'bad', `${event.endpoint}, ${lossWords(event.reason)}`);
        return;
      case 'queue-overflow':
      case 'error-frame':
      case 'frame-dropped':
      case 'frame-aborted':
        faults.mark(timeUs, TROUBLES[event.kind], 'bad', frameText(event.node, event.frame));
        return;
    }
  }

  #name(keyId: number): string {
    return this.#keyName(formatKeyId(keyId));
  }
}

type Of<Kind extends Inner['kind']> = Extract<Inner, { readonly kind: Kind }>;
type EcuEvent = Of<
  | 'procedure'
  | 'history'
  | 'session'
  | 'security'
  | 'ecu'
  | 'memory-written'
  | 'memory-damaged'
  | 'memory-repaired'
  | 'memory-write-cut'
>;
type ReactionEvent = Of<'key-touched' | 'button-pressed'>;
type KeyEvent =
  | ReactionEvent
  | Of<'engine-switch-pressed' | 'key-moved' | 'key-bound' | 'key-made' | 'key-removed' | 'key-battery-set'>;
type SignalEvent = Of<'beeps-ordered' | 'buzzer' | 'flashers' | 'alarm'>;
type TroubleEvent = Of<
  | 'fault'
  | 'queue-overflow'
  | 'error-frame'
  | 'error-state'
  | 'frame-dropped'
  | 'frame-aborted'
  | 'fault-struck'
  | 'message-lost'
  | 'faults-set'
  | 'faults-cleared'
>;

function frameText(node: string, frame: CanFrame): string {
  return `${node}, ${encodeCandumpFrame(frame)}`;
}

const TROUBLES = {
  'queue-overflow': 'queue overflow',
  'error-frame': 'error frame',
  'frame-dropped': 'frame lost',
  'frame-aborted': 'frame broken off',
} as const;

function toneOf({ reaction }: ReactionEvent): 'bad' | 'muted' | 'good' {
  if (reaction === 'refused') return 'bad';
  return reaction === 'none' ? 'muted' : 'good';
}

function reactionText({ reaction, reason }: ReactionEvent): string {
  return reason === null ? reaction : `${reaction}: ${reason}`;
}

function lanesOf(builder: (id: LaneId) => LaneBuilder): Lanes {
  return {
    procedure: builder('procedure'),
    timers: builder('timers'),
    session: builder('session'),
    ecu: builder('ecu'),
    doors: builder('doors'),
    power: builder('power'),
    keys: builder('keys'),
    beeps: builder('beeps'),
    uds: builder('uds'),
    load: builder('load'),
    dealer: builder('dealer'),
    faults: builder('faults'),
  };
}
