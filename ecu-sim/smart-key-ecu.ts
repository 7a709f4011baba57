import type { CanFrame } from '../can-bus/frame/can-frame.ts';
import { emptyList } from '../can-bus/lists/empty-list.ts';
import { NEVER_US, type Micros } from '../can-bus/time/micros.ts';
import type { BusNode, Outbox } from '../can-bus/virtual-bus/bus-node.ts';
import { RepeatedFrames } from '../can-bus/virtual-bus/repeated-frames.ts';
import { DiagnosticEndpoints, type TransportEvent } from './diagnostics/endpoints.ts';
import { createPassCodes } from './identity/pass-code.ts';
import type { NvmContent } from './memory/content.ts';
import type { BlockName } from './memory/block-copy.ts';
import { loadMemory, sparedBlocks, storeMemory, type LoadedMemory } from './memory/non-volatile-memory.ts';
import { damageBlock, type NvmImage } from './memory/nvm-image.ts';
import { meetWriteCut, type WriteCut } from './memory/write-cut.ts';
import type { Profile } from './profile.ts';
import { BODY_CONTROL_STATE, SMART_KEY_STATUS, VEHICLE_STATE } from './signals/broadcast-database.ts';
import { BusSleep } from './smart-key/bus-sleep.ts';
import { SILENT_BUZZERS, type Buzzers } from './smart-key/buzzers.ts';
import { imageAtCut } from './smart-key/write-under-way.ts';
import type { EcuPhase, SmartKeySnapshot } from './smart-key-snapshot.ts';
import type { SmartKeyEvent } from './smart-key/events.ts';
import {
  bootFirmware,
  firmwareDeadlineUs,
  stepFirmware,
  type BootCause,
  type FirmwareInput,
  type FirmwareReaction,
  type FirmwareResult,
  type PhysicalInputs,
} from './firmware.ts';
import type { KeyButton } from './smart-key/immobilizer.ts';
import { ReceivedSignals } from './smart-key/received-signals.ts';
import type { BenchFault, FirmwareContext, FirmwareState, KeyReading } from './smart-key/state.ts';
import { StatusBroadcast } from './smart-key/status-broadcast.ts';

type SmartKeyOutbox = Outbox<SmartKeyEvent>;
const OFF_REACTION = { reaction: 'none', reason: 'ecu-off' } as const satisfies FirmwareReaction;

/**
 * The Smart Key ECU: firmware, memory, diagnostic endpoints and broadcast in one bus node. It receives the body ECU's
 * frames, answers diagnostics and sends 0x5B5; keys, supply and engine switch have methods of their own, because they
 * are radio and wires. Off until `powerOn`.
 */
export class SmartKeyEcu implements BusNode<SmartKeyEvent> {
  readonly name = 'smart-key';
  readonly listensTo: readonly number[];
  readonly confirms: readonly number[];
  readonly repeats: RepeatedFrames;
  #context: FirmwareContext;
  readonly #endpoints: DiagnosticEndpoints;
  readonly #signals = new ReceivedSignals();
  readonly #status = new StatusBroadcast();
  readonly #sleep: BusSleep;
  readonly #transportEvents: TransportEvent[] = [];
  #phase: EcuPhase = 'off';
  #bootEndUs: Micros = NEVER_US;
  #bootCause: BootCause = 'power-on';
  #memory: LoadedMemory;
  #firmware: FirmwareState | null = null;
  #inputs: PhysicalInputs;
  #counted: Buzzers = SILENT_BUZZERS;
  #writeCut: WriteCut | null = null;
  /** Called at each step of the firmware, before what is to be reported of it. */
  onStateChange: (nowUs: Micros) => void = () => undefined;

  /**
   * @param image the memory's content: from `imageOf(factoryContent(…))`, or from an earlier life
   * @param cyclic whether 0x5B5 is also sent every 200 ms, in addition to on change
   */
  constructor(profile: Profile, image: NvmImage, inputs: PhysicalInputs, cyclic = true) {
    this.#sleep = new BusSleep(profile.busSleep);
    const cycleUs = cyclic ? SMART_KEY_STATUS.cycleUs : NEVER_US;
    this.repeats = new RepeatedFrames([cycleUs], (_index, nowUs) => this.#repeatedStatus(nowUs));
    this.#memory = loadMemory(image, profile.keySlots);
    this.#inputs = inputs;
    const passCodes = createPassCodes(profile.passcodeSecret, profile.vin);
    this.#context = { profile, passCodes, lifeBaseSeconds: this.#memory.content.lifeSeconds };
    this.#endpoints = new DiagnosticEndpoints(profile);
    this.confirms = this.#endpoints.responseIds;
    this.listensTo = [VEHICLE_STATE.id, BODY_CONTROL_STATE.id, ...this.#endpoints.requestIds];
  }

  /** The firmware's state while it runs; null while the ECU is off or boots. */
  get firmware(): FirmwareState | null {
    return this.#firmware;
  }

  /** The stored content; also available while the ECU is off. */
  get content(): NvmContent {
    return this.#memory.content;
  }

  get image(): NvmImage {
    return this.#memory.image;
  }

  get memoryDamaged(): boolean {
    return this.#memory.damaged.length > 0;
  }

  get phase(): EcuPhase {
    return this.#phase;
  }

  /** Beeps since power-on. */
  get buzzers(): Buzzers {
    return this.#firmware?.buzzers ?? this.#counted;
  }

  get inputs(): PhysicalInputs {
    return this.#inputs;
  }

  /** The supply is switched on; the ECU is ready after its boot time. */
  powerOn(nowUs: Micros, outbox: SmartKeyOutbox): void {
    this.#signals.forget();
    this.#boot('power-on', nowUs, outbox);
  }

  /**
   * The supply is gone at this very instant (VEH-4). Frames queued at the bus are the caller's to clear.
   * A write under way is cut where it is, which is before its last byte.
   */
  powerOff(nowUs: Micros, outbox: SmartKeyOutbox): void {
    if (this.#phase === 'off') return;
    const image = this.#firmware === null ? this.#memory.image : imageAtCut(this.#memory, this.#firmware, nowUs);
    this.#memory = loadMemory(image, this.#context.profile.keySlots);
    [this.#phase, this.#firmware] = ['off', null];
    this.#counted = SILENT_BUZZERS;
    this.#endpoints.reset();
    this.#bootEndUs = NEVER_US;
    this.repeats.startAt(NEVER_US);
    this.#updateDeadline();
    outbox.emit({ kind: 'ecu', state: 'off' });
  }

  /** A key is held to the engine switch. */
  touchKey(key: KeyReading, nowUs: Micros, outbox: SmartKeyOutbox): FirmwareReaction {
    return this.#input({ kind: 'key-touched', key }, nowUs, outbox);
  }

  /** A button of a key is pressed and held. */
  pressButton(id: number, button: KeyButton, holdUs: Micros, nowUs: Micros, outbox: SmartKeyOutbox): FirmwareReaction {
    return this.#input({ kind: 'button-pressed', keyId: id, button, holdUs }, nowUs, outbox);
  }

  /** The engine switch is pressed; brake and lever are those of this instant. */
  pressEngineSwitch(brake: boolean, shiftP: boolean, nowUs: Micros, outbox: SmartKeyOutbox): FirmwareReaction {
    return this.#input({ kind: 'engine-switch-pressed', brake, shiftP }, nowUs, outbox);
  }

  /** The keys that the cabin antennas detect. */
  setCabinKeys(ids: readonly number[], nowUs: Micros, outbox: SmartKeyOutbox): void {
    this.#inputs = { ...this.#inputs, cabinKeys: ids };
    this.#input({ kind: 'cabin-keys', ids }, nowUs, outbox);
  }

  /** The supply voltage, effective now (VEH-2). */
  setSupply(mv: number, nowUs: Micros, outbox: SmartKeyOutbox): void {
    this.#inputs = { ...this.#inputs, supplyMv: mv };
    this.#input({ kind: 'supply', mv }, nowUs, outbox);
  }

  /** VEH-8. */
  setFault(fault: BenchFault, on: boolean, nowUs: Micros, outbox: SmartKeyOutbox): void {
    const others = this.#inputs.faults.filter((held) => held !== fault);
    const isChange = this.#inputs.faults.includes(fault) !== on;
    this.#inputs = { ...this.#inputs, faults: on ? [...others, fault].sort() : others };
    // Without power no firmware reports it, and it takes effect at the next power-on.
    if (isChange && this.#firmware === null) outbox.emit({ kind: 'fault', code: fault, on });
    this.#input({ kind: 'fault', fault, on }, nowUs, outbox);
  }

  /** For benches: the supply fails during a later write, as if it were cut at that byte; null cancels this. */
  armWriteCut(cut: WriteCut | null): void {
    this.#writeCut = cut;
  }

  /** For benches: damages both copies of a block, which is detected at the next power-on (VEH-5). */
  damageMemory(block: BlockName): void {
    this.#memory = { ...this.#memory, image: damageBlock(this.#memory.image, block) };
  }

  /** A response is on its way, or waits for a flow control. */
  readonly isSending = (): boolean => this.#endpoints.isSending();

  /** For a host whose time is stopped: a request ends an answer that waits for a flow control, as N_Bs would. */
  expireFlowControl(request: CanFrame, nowUs: Micros, outbox: SmartKeyOutbox): void {
    this.#endpoints.expireFlowControl(request, nowUs, outbox, this.#transportEvents);
    this.#handleTransportEvents(nowUs, outbox);
  }

  deadlineUs(): Micros {
    return this.repeats.deadlineUs();
  }

  onDeadline(nowUs: Micros, outbox: SmartKeyOutbox): void {
    if (this.#phase === 'booting' && this.#bootEndUs <= nowUs) this.#endBoot(nowUs, outbox);
    if (this.#firmware !== null && firmwareDeadlineUs(this.#firmware) <= nowUs) {
      this.#step(this.#firmware, { kind: 'deadline' }, nowUs, outbox);
    }
    if (this.#endpoints.deadlineUs <= nowUs) {
      this.#endpoints.onDeadline(nowUs, outbox, this.#transportEvents);
      this.#handleTransportEvents(nowUs, outbox);
    }
    if (this.repeats.nextUs <= nowUs) this.repeats.sendDue(nowUs, outbox);
    this.#updateDeadline();
  }

  hearsAgain(frame: CanFrame, nowUs: Micros): boolean {
    return this.#firmware?.communication.receive === true && this.#signals.takeAgain(frame, nowUs);
  }

  onFrame(frame: CanFrame, nowUs: Micros, outbox: SmartKeyOutbox): void {
    if (this.#phase !== 'running') return;
    if (frame.id === VEHICLE_STATE.id || frame.id === BODY_CONTROL_STATE.id) {
      if (this.#firmware?.communication.receive ?? false) this.#sleep.hear(frame, this.#signals, nowUs);
      return;
    }
    // Asleep it begins nothing new; a request that it has accepted is answered to the end (VEH-7).
    if (this.#isAsleep(nowUs) && this.#endpoints.begins(frame)) return;
    this.#endpoints.onFrame(frame, nowUs, outbox, this.#transportEvents);
    this.#handleTransportEvents(nowUs, outbox);
  }

  onFrameSent(frame: CanFrame, nowUs: Micros, outbox: SmartKeyOutbox): void {
    if (this.#phase !== 'running') return;
    this.#endpoints.onFrameSent(frame, nowUs, outbox, this.#transportEvents);
    this.#handleTransportEvents(nowUs, outbox);
  }

  hasPendingWork(): boolean {
    if (this.#phase === 'booting') return true;
    const firmware = this.#firmware;
    if (firmware === null) return false;
    return firmware.processing !== null || firmware.resetAfterResponse || this.#endpoints.hasPendingWork();
  }

  snapshot(): SmartKeySnapshot {
    return {
      phase: this.#phase,
      lifeBaseSeconds: this.#context.lifeBaseSeconds,
      bootEndUs: this.#bootEndUs,
      bootCause: this.#bootCause,
      nextStatusUs: this.repeats.nextUs,
      memory: this.#memory,
      writeCut: this.#writeCut,
      firmware: this.#firmware,
      inputs: this.#inputs,
      counted: this.#counted,
      signals: this.#signals.snapshot(),
      awakeUntilUs: this.#sleep.snapshot(),
      status: this.#status.snapshot(),
      endpoints: this.#endpoints.snapshot(),
    };
  }

  /** Restores the state of this ECU, or of another one with the same profile. */
  restore(snapshot: SmartKeySnapshot): void {
    this.#phase = snapshot.phase;
    this.#context = { ...this.#context, lifeBaseSeconds: snapshot.lifeBaseSeconds };
    this.#bootEndUs = snapshot.bootEndUs;
    this.#bootCause = snapshot.bootCause;
    this.repeats.restore([snapshot.nextStatusUs]);
    this.#memory = snapshot.memory;
    this.#writeCut = snapshot.writeCut;
    this.#firmware = snapshot.firmware;
    this.#inputs = snapshot.inputs;
    this.#counted = snapshot.counted;
    this.#signals.restore(snapshot.signals);
    this.#sleep.restore(snapshot.awakeUntilUs);
    this.#status.restore(snapshot.status);
    this.#endpoints.restore(snapshot.endpoints);
    this.#updateDeadline();
  }

  #isAsleep(nowUs: Micros): boolean {
    const underWay = this.#firmware !== null && this.#firmware.procedure.kind !== 'none';
    return this.#sleep.isAsleep(this.#signals.at(nowUs), underWay, nowUs);
  }

  /** Null while it sends nothing on the bus by itself. */
  #statusAt(nowUs: Micros): CanFrame | null {
    const firmware = this.#firmware;
    if (firmware === null || !firmware.communication.transmit || this.#isAsleep(nowUs)) return null;
    return this.#status.frameAt(firmware, nowUs);
  }

  #repeatedStatus(nowUs: Micros): CanFrame | null {
    const frame = this.#statusAt(nowUs);
    // When it falls asleep, the frames of the body ECU decide.
    if (frame !== null && !this.#sleep.enabled) this.repeats.settle(0, this.#status.steadyUntilUs);
    return frame;
  }

  /** After 0x11 what lives in the supply's lifetime stays: the counts of beeps and the last frames received. */
  #boot(cause: BootCause, nowUs: Micros, outbox: SmartKeyOutbox): void {
    this.#bootCause = cause;
    this.#counted = cause === 'reset' ? this.buzzers : SILENT_BUZZERS;
    [this.#phase, this.#firmware] = ['booting', null];
    this.#endpoints.reset();
    this.#bootEndUs = nowUs + this.#context.profile.bootTimeUs;
    this.repeats.startAt(NEVER_US);
    this.#updateDeadline();
    outbox.emit({ kind: 'ecu', state: 'booting' });
  }

  #endBoot(nowUs: Micros, outbox: SmartKeyOutbox): void {
    const { content, damaged, repaired } = this.#memory;
    [this.#phase, this.#bootEndUs] = ['running', NEVER_US];
    outbox.emit({ kind: 'ecu', state: 'running' });
    if (damaged.length > 0) outbox.emit({ kind: 'memory-damaged', blocks: damaged });
    if (repaired.length > 0) {
      outbox.emit({ kind: 'memory-repaired', parts: repaired });
      this.#memory = { ...this.#memory, repaired: [] };
    }
    const cause = this.#bootCause;
    const result = bootFirmware(this.#context, content, this.memoryDamaged, this.#inputs, this.#counted, nowUs, cause);
    this.repeats.startAt(nowUs);
    this.#sleep.stir(nowUs);
    this.#apply(result, nowUs, outbox);
  }

  /** An input from the operator or a wire; it has no effect while the ECU is off or boots. */
  #input(input: FirmwareInput, nowUs: Micros, outbox: SmartKeyOutbox): FirmwareReaction {
    if (this.#firmware === null) return OFF_REACTION;
    const reaction = this.#step(this.#firmware, input, nowUs, outbox);
    this.#updateDeadline();
    return this.#phase === 'off' ? OFF_REACTION : (reaction ?? OFF_REACTION);
  }

  #handleTransportEvents(nowUs: Micros, outbox: SmartKeyOutbox): void {
    for (const event of this.#transportEvents) {
      if (this.#firmware === null) break;
      if (event.kind === 'request') this.#step(this.#firmware, event, nowUs, outbox);
      else if (event.kind === 'message-lost') outbox.emit(event);
      else if (!this.#endpoints.isSending()) this.#step(this.#firmware, { kind: 'response-sent' }, nowUs, outbox);
    }
    emptyList(this.#transportEvents);
    this.#updateDeadline();
  }

  #step(state: FirmwareState, input: FirmwareInput, nowUs: Micros, outbox: SmartKeyOutbox): FirmwareReaction | null {
    const result = stepFirmware(this.#context, state, input, this.#signals.at(nowUs), nowUs);
    this.#apply(result, nowUs, outbox);
    return result.reaction;
  }

  /** Stores first, then sends: nothing is acknowledged before it is in the memory. */
  #apply(result: FirmwareResult, nowUs: Micros, outbox: SmartKeyOutbox): void {
    if (this.#firmware !== null) this.#sleep.noticeStep(this.#firmware, result.state, nowUs);
    if (this.#failsWriting(result, nowUs, outbox)) return;
    this.#firmware = result.state;
    const saysTheSame = this.#status.isOf(result.state);
    if (!saysTheSame) this.repeats.unsettle();
    this.#store(result.state.content, outbox);
    this.onStateChange(nowUs);
    for (const effect of result.effects) {
      if (effect.kind === 'event') outbox.emit(effect.event);
      else if (effect.kind === 'respond') this.#endpoints.respond(effect.endpoint, effect.payload, nowUs, outbox);
      else this.#boot('reset', nowUs, outbox);
    }
    if (saysTheSame || this.repeats.nextUs <= nowUs || !this.#status.differs(result.state)) return;
    const frame = this.#statusAt(nowUs);
    if (frame !== null) outbox.send(frame);
  }

  #store(content: NvmContent, outbox: SmartKeyOutbox): void {
    const { image, content: before, damaged } = this.#memory;
    if (content === before) return;
    const stored = storeMemory(image, before, content, sparedBlocks(damaged));
    this.#memory = { ...this.#memory, image: stored.image, content };
    if (stored.blocks.length > 0) outbox.emit({ kind: 'memory-written', blocks: stored.blocks });
  }

  /** A scheduled cut: from now on nothing leaves the ECU, except the binding of a key whose registration is stored. */
  #failsWriting({ state, effects }: FirmwareResult, nowUs: Micros, outbox: SmartKeyOutbox): boolean {
    if (this.#writeCut === null || state.content === this.#memory.content) return false;
    const { armed, cut } = meetWriteCut(this.#writeCut, this.#memory, state.content);
    this.#writeCut = armed;
    if (cut === null) return false;
    const { image, blocks, bytesWritten, totalBytes, committed } = cut;
    outbox.emit({ kind: 'memory-write-cut', blocks, bytesWritten, totalBytes });
    for (const effect of effects) {
      if (committed && effect.kind === 'event' && effect.event.kind === 'key-bound') outbox.emit(effect.event);
    }
    this.#memory = { ...this.#memory, image };
    this.#firmware = null;
    this.powerOff(nowUs, outbox);
    return true;
  }

  #updateDeadline(): void {
    const firmware = this.#firmware;
    if (firmware === null) this.repeats.otherUs = this.#bootEndUs;
    else this.repeats.otherUs = Math.min(firmwareDeadlineUs(firmware), this.#endpoints.deadlineUs);
  }
}
