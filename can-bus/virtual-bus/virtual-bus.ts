import type { CanFrame } from '../frame/can-frame.ts';
import type { FrameAt, FrameTable } from '../frame/frame-table.ts';
import { NEVER_US, type Micros } from '../time/micros.ts';
import { arbitrationRank } from './arbitration.ts';
import { ABORT_BITS, BitTiming, CHECKSUM_ERROR_BITS, SUSPEND_BITS, TRAILER_BITS, WireInstant } from './bit-timing.ts';
import type { BusEventSink, BusFigures } from './bus-event.ts';
import { BusCounters } from './bus-counters.ts';
import { BusOffRecovery } from './bus-off-recovery.ts';
import { DEFAULT_BIT_RATE, DEFAULT_QUEUE_LIMIT, type VirtualBusOptions } from './bus-options.ts';
import { restoreStation, stationSnapshot, type BusSnapshot } from './bus-snapshot.ts';
import { ErrorConfinement } from './error-confinement.ts';
import { FaultInjector } from './fault-injector.ts';
import { busFaultPlan, type BusFaultPlan } from './fault-plan.ts';
import { Station } from './station.ts';
import { WireTimes } from './wire-times.ts';

/** Result of {@link VirtualBus.onDeadline}: the frame on the wire reached the other nodes. */
export const DELIVERED = 1;
/** ... and its sender is notified that it is complete. */
export const CONFIRMED = 2;

/**
 * The wire as a timed machine: arbitration at each start of frame between the heads of all queues, exact bit times,
 * error frames and error counters by ISO 11898-1. It has one deadline: the end of what is, or is about to be, on the
 * wire. Until its start of frame the winner is tentative, and a request at the same instant may displace it.
 *
 * An end of frame falls on the first whole microsecond not before it; the wire itself continues exactly. Every frame is
 * acknowledged, also on a bus with one node (as if a logger listened). Of equal identifiers the node attached first
 * sends first.
 */
export class VirtualBus {
  readonly timing: BitTiming;
  /** The next instant at which `onDeadline` must be called. */
  deadlineUs: Micros = NEVER_US;
  /** The station whose frame is on the wire or about to be; null: none. */
  sender: Station | null = null;
  frame: CanFrame | null = null;

  private readonly sink: BusEventSink;
  readonly queueLimit: number;
  private readonly injector: FaultInjector;
  private readonly stations: Station[] = [];
  private attached = 0;
  private queued = 0;

  private inError = false;
  /** The sender was reset in the middle of its frame. */
  private senderGone = false;
  private readonly wire: WireTimes;
  private readonly candidate: WireInstant;

  private errorsCounted = false;
  private suspended: Station | null = null;
  private readonly busOffs: BusOffRecovery;
  private readonly confinement: ErrorConfinement;
  private readonly counters = new BusCounters();

  /** @throws RangeError for an impossible bit rate */
  constructor(options: VirtualBusOptions, sink: BusEventSink) {
    this.timing = new BitTiming(options.bitRate ?? DEFAULT_BIT_RATE, options.dataBitRate);
    this.sink = sink;
    this.queueLimit = options.queueLimit ?? DEFAULT_QUEUE_LIMIT;
    this.injector = new FaultInjector(options.seed ?? 1);
    this.wire = new WireTimes(this.timing, options.startUs ?? 0);
    this.candidate = new WireInstant(this.timing, options.startUs ?? 0);
    this.confinement = new ErrorConfinement(this.stations, sink);
    this.busOffs = new BusOffRecovery(this.stations, this.timing, this.wire.free, this.confinement);
  }

  addStation(name: string): Station {
    const station = new Station(name, this.attached++);
    this.stations.push(station);
    return station;
  }

  removeStation(station: Station, nowUs: Micros): void {
    this.resetStation(station, nowUs);
    const index = this.stations.indexOf(station);
    if (index >= 0) this.stations.splice(index, 1);
  }

  get faults(): BusFaultPlan {
    return this.injector.plan;
  }

  /**
   * Replaces the fault plan, from the next request and the next end of frame on.
   *
   * @param seed restarts the draws from this seed; absent: they continue
   * @throws BusFaultPlanError for an invalid plan
   */
  setFaults(parts: Partial<BusFaultPlan>, seed?: number): void {
    this.injector.setPlan(busFaultPlan(parts));
    if (seed !== undefined) this.injector.reseed(seed);
  }

  /**
   * The node's controller goes bus-off at once, as after 32 errors in a row: its frame on the wire ends as an error
   * frame, and is lost with those that wait.
   *
   * @param held stays bus-off until {@link releaseBusOff}, and does not end after 128 times 11 recessive bits
   */
  forceBusOff(station: Station, held: boolean, nowUs: Micros): void {
    this.busOffs.release(station, nowUs);
    station.heldOff = held;
    if (station.busOff) return this.updateDeadline();
    const before = station.errorState;
    this.beginBusOff(station, nowUs);
    this.confinement.emitStateChange(station, before, nowUs);
    this.silence(station, nowUs);
  }

  /** A held bus-off begins its recovery. */
  releaseBusOff(station: Station, nowUs: Micros): void {
    this.busOffs.release(station, nowUs);
    this.updateDeadline();
  }

  figures(): BusFigures {
    return this.counters.figures(this.timing);
  }

  /** Nothing on the wire and nothing waiting, frames of babbling nodes aside. */
  isIdle(): boolean {
    if (this.sender === null && this.queued === 0) return true;
    if (this.sender?.background === false) return false;
    return this.stations.every(({ background, queue }) => background || queue.length === 0);
  }

  /**
   * A node wants a frame sent. All requests of one instant take part in its arbitration.
   *
   * @returns false if the node is muted or bus-off, or its queue is full: the frame is lost, and a full queue reported
   */
  request(station: Station, frame: CanFrame, nowUs: Micros): boolean {
    const queue = station.queue;
    if (station.muted || station.busOff) return false;
    if (queue.length >= this.queueLimit) {
      this.sink(nowUs, { kind: 'queue-overflow', node: station.name, frame });
      return false;
    }
    queue.push(frame, this.injector.active ? this.injector.readyUs(station, frame, nowUs) : nowUs);
    this.queued++;
    if (queue.length === 1) this.contend(station, nowUs);
    return true;
  }

  /** Nothing is on the wire or waits, and nothing that went wrong has consequences: what is due then has {@link passed}. */
  isFreeAt(timeUs: Micros): boolean {
    if (this.sender !== null || this.queued > 0 || this.injector.active || this.errorsCounted) return false;
    return this.busOffs.count === 0 && this.suspended === null && this.wire.free.order <= 2 * timeUs;
  }

  /**
   * Frames have passed: see {@link isFreeAt}. The last of them ended a number of units after an instant.
   *
   * @param busyUnits for which they kept the wire busy, with their intermissions
   */
  passed(frames: number, busyUnits: number, fromUs: Micros, startUnits: number, units: number): void {
    this.counters.frames += frames;
    this.counters.busyUnits += busyUnits;
    this.wire.beginAfter(fromUs, startUnits, units);
    this.wire.leave();
  }

  /**
   * The node's controller loses its supply: its queue and its counters are cleared. Its frame on the wire ends as an
   * error frame and is not sent again, unless only its recessive end was missing, which no other node would notice.
   */
  resetStation(station: Station, nowUs: Micros): void {
    this.queued -= station.queue.length;
    if (station.busOff) this.busOffs.count--;
    station.reset();
    if (this.suspended === station) this.suspended = null;
    this.silence(station, nowUs);
  }

  /** To be called at `deadlineUs`. Returns 0 or a sum of {@link DELIVERED} and {@link CONFIRMED}. */
  onDeadline(nowUs: Micros): number {
    if (this.busOffs.count > 0 && this.busOffs.recover(nowUs, this.recessiveTill())) {
      this.elect();
      return 0;
    }
    const station = this.sender;
    const frame = this.frame;
    if (station === null || frame === null) return 0;
    if (this.inError) {
      this.endErrorFrame(station, frame, nowUs);
      return 0;
    }
    return this.endFrame(station, frame, nowUs);
  }

  /** @param frames collects the frames on the wire and in the queues */
  snapshot(frames: FrameTable): BusSnapshot {
    const { bitRate, dataBitRate } = this.timing;
    return {
      bitRate,
      dataBitRate,
      sender: this.sender === null ? null : { name: this.sender.name, order: this.sender.order },
      frame: this.frame === null ? null : frames.indexOf(this.frame),
      ...this.wire.snapshot(),
      inError: this.inError,
      senderGone: this.senderGone,
      suspended: this.suspended?.order ?? null,
      errorsCounted: this.errorsCounted,
      deadlineUs: this.deadlineUs,
      stations: this.stations.map((station) => stationSnapshot(station, frames)),
      attached: this.attached,
      faults: this.injector.snapshot(),
      counters: this.counters.snapshot(),
    };
  }

  /**
   * Restores the state of this bus, or of one with the same options.
   *
   * @returns its stations, which replace the earlier ones
   * @throws RangeError for a snapshot of a bus with other bit rates
   */
  restore(snapshot: BusSnapshot, frameAt: FrameAt): readonly Station[] {
    this.timing.requireSame(snapshot);
    const stations = snapshot.stations.map((station) => restoreStation(station, frameAt));
    const { sender, suspended } = snapshot;
    this.stations.splice(0, Infinity, ...stations);
    this.attached = snapshot.attached;
    this.queued = stations.reduce((sum, { queue }) => sum + queue.length, 0);
    this.busOffs.count = stations.filter(({ busOff }) => busOff).length;
    // A sender that has been detached is known only by its name.
    const present = stations.find(({ order }) => order === sender?.order);
    this.sender = sender === null ? null : (present ?? new Station(sender.name, sender.order));
    this.frame = snapshot.frame === null ? null : frameAt(snapshot.frame);
    this.inError = snapshot.inError;
    this.senderGone = snapshot.senderGone;
    this.wire.restore(snapshot);
    this.errorsCounted = snapshot.errorsCounted;
    this.suspended = stations.find(({ order }) => order === suspended) ?? null;
    this.deadlineUs = snapshot.deadlineUs;
    this.injector.restore(snapshot.faults);
    this.counters.restore(snapshot.counters);
    return stations;
  }

  /** The station stops driving the wire. */
  private silence(station: Station, nowUs: Micros): void {
    if (this.sender !== station) this.updateDeadline();
    else if (this.inError) this.senderGone = true;
    else if (2 * nowUs <= this.wire.start.order) this.elect();
    else this.abort(nowUs);
  }

  /** A station has a new head: checks whether it takes part, and whether it wins. */
  private contend(station: Station, nowUs: Micros): void {
    if (this.sender === null || 2 * nowUs <= this.wire.start.order) this.compete(station);
  }

  /** Arbitration of a station's head against the tentative winner, if there is one. */
  private compete(station: Station): void {
    if (this.sender === null && this.suspended !== station) return this.take(station, null);
    this.setCandidate(station);
    if (this.sender === null || this.candidateWins(station, this.sender)) this.take(station, this.candidate);
  }

  /** Sets `candidate` to the earliest possible start of frame of the station's head. */
  private setCandidate(station: Station): void {
    const candidate = this.candidate;
    if (this.suspended === station) candidate.setAfter(this.wire.free, SUSPEND_BITS * this.timing.unitsPerBit);
    else candidate.copy(this.wire.free);
    const readyUs = station.readyUs();
    if (2 * readyUs >= candidate.order) candidate.setMicros(readyUs);
  }

  private candidateWins(station: Station, rival: Station): boolean {
    const earlier = this.candidate.order - this.wire.start.order;
    if (earlier !== 0) return earlier < 0;
    const frame = station.queue.head();
    const rivalFrame = this.frame;
    if (frame === undefined || rivalFrame === null) return frame !== undefined;
    const rank = arbitrationRank(frame) - arbitrationRank(rivalFrame);
    return rank !== 0 ? rank < 0 : station.order < rival.order;
  }

  /** The station's head becomes the tentative winner. @param from its start of frame; null: as soon as it can be */
  private take(station: Station, from: WireInstant | null): void {
    const frame = station.queue.head();
    if (frame === undefined) return;
    this.sender = station;
    this.frame = frame;
    const units = this.timing.frameUnits(frame);
    if (from === null) this.wire.beginFrom(station.readyUs(), units);
    else this.wire.begin(from, units);
    this.deadlineUs = this.wire.end.ceilUs();
    if (this.busOffs.count > 0) this.updateDeadline();
  }

  /** Arbitration anew over all heads. Nothing may be on the wire. */
  private elect(): void {
    this.sender = null;
    this.frame = null;
    this.deadlineUs = NEVER_US;
    if (this.queued > 0) {
      for (const station of this.stations) if (station.queue.length > 0) this.compete(station);
    }
    if (this.busOffs.count > 0) this.updateDeadline();
  }

  private endFrame(station: Station, frame: CanFrame, nowUs: Micros): number {
    let outcome = DELIVERED | CONFIRMED;
    if (this.senderGone) {
      outcome = DELIVERED;
    } else if (this.injector.active) {
      const fate = this.injector.fate(frame, station.repeating);
      if (fate === 'corrupt') {
        this.beginError(this.wire.end, CHECKSUM_ERROR_BITS);
        return 0;
      }
      if (fate === 'drop') this.sink(nowUs, { kind: 'frame-dropped', node: station.name, frame });
      if (fate !== 'good') outcome = fate === 'drop' ? CONFIRMED : DELIVERED;
    }
    this.counters.frames++;
    this.leaveWire();
    if (!this.senderGone) this.finishRequest(station, (outcome & CONFIRMED) !== 0);
    if (this.errorsCounted) this.countGoodFrame(station, nowUs);
    this.senderGone = false;
    this.elect();
    return outcome;
  }

  /** A frame that is not confirmed stays at the head of its queue and is sent again. */
  private finishRequest(station: Station, confirmed: boolean): void {
    station.repeating = !confirmed;
    if (!confirmed) return;
    station.queue.pop();
    this.queued--;
  }

  /** What was on the wire is over: intermission, load, and the recessive bits for nodes in bus-off. */
  private leaveWire(): void {
    if (this.busOffs.count > 0) this.busOffs.countRecessiveUntil(this.wire.start);
    this.counters.busyUnits += this.wire.leave();
  }

  /** What waits in a controller that goes bus-off would be old when it is back. */
  private beginBusOff(station: Station, fromUs: Micros): void {
    this.busOffs.begin(station, fromUs);
    this.queued -= station.queue.length;
    station.queue.clear();
    station.repeating = false;
  }

  private beginError(from: WireInstant, bits: number): void {
    this.wire.endAfter(from, bits * this.timing.unitsPerBit);
    this.inError = true;
    this.deadlineUs = this.wire.end.ceilUs();
  }

  private abort(nowUs: Micros): void {
    this.senderGone = true;
    this.candidate.setMicros(nowUs);
    if (this.wire.end.unitsSince(this.candidate) <= TRAILER_BITS * this.timing.unitsPerBit) return;
    this.beginError(this.candidate, ABORT_BITS);
  }

  private endErrorFrame(station: Station, frame: CanFrame, nowUs: Micros): void {
    this.counters.errorFrames++;
    this.leaveWire();
    this.inError = false;
    this.errorsCounted = true;
    if (this.senderGone) {
      this.senderGone = false;
      this.suspended = null;
      this.sink(nowUs, { kind: 'frame-aborted', node: station.name, frame });
    } else {
      const before = station.errorState;
      station.countTransmitError();
      if (station.busOff) this.beginBusOff(station, 0);
      this.suspended = station.errorState === 'error-passive' ? station : null;
      this.sink(nowUs, { kind: 'error-frame', node: station.name, frame, transmitErrors: station.transmitErrors });
      this.confinement.emitStateChange(station, before, nowUs);
    }
    this.confinement.countErrorFrame(station, nowUs);
    this.elect();
  }

  private countGoodFrame(station: Station, nowUs: Micros): void {
    this.errorsCounted = this.confinement.countGoodFrame(station, !this.senderGone, nowUs);
    this.suspended = station.errorState === 'error-passive' ? station : null;
  }

  /** Sets the deadline to the end on the wire, or to the first end of a bus-off where that comes before. */
  private updateDeadline(): void {
    this.deadlineUs = this.sender === null ? NEVER_US : this.wire.end.ceilUs();
    if (this.busOffs.count > 0) this.deadlineUs = Math.min(this.deadlineUs, this.busOffs.firstUs(this.recessiveTill()));
  }

  /** Nothing drives the wire up to this microsecond: that of the start of frame, and of a bit which ends with it. */
  private recessiveTill(): Micros {
    return this.sender === null ? NEVER_US : this.wire.start.ceilUs();
  }
}
