import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { IsoTpUsageError } from '../../can-bus/isotp/usage-error.ts';
import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import { TesterNode, type TesterSnapshot } from '../../can-bus/uds/tester-node.ts';
import { UdsUsageError } from '../../can-bus/uds/usage-error.ts';
import { createPassCodes } from '../../ecu-sim/identity/pass-code.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import type { SecurityLevel } from '../../ecu-sim/smart-key/state.ts';
import type { DealerEvent } from '../car/car-event.ts';
import { InMemoryDealer, type DealerSnapshot } from '../dealer/in-memory-dealer.ts';
import { BenchError, type DealerAnswer } from '../scenario/bench.ts';
import { FrameHistory } from '../scenario/frame-history.ts';
import type { DealerOperation, EndpointChoice, Scenario } from '../scenario/scenario.ts';
import type { NodeHost } from '../tester/node-host.ts';
import { realTimeMarginUs, scanToolConfig } from '../tester/tester-config.ts';
import type { PassCodeSource } from '../tester/command.ts';
import { carryOutDealerStep, dealerEventOf } from './dealer-steps.ts';
import { passCodesFrom } from './demo-dealer-pass-codes.ts';
import { FrameSender, type SenderSnapshot } from './frame-sender.ts';

interface StationOptions {
  readonly scenario: Scenario;
  readonly profile: Profile;
  /** How the scenario's testers and frames reach the car's bus. */
  readonly bus: NodeHost;
  readonly nowUs: () => Micros;
  /** Vehicle seconds per real second; null in virtual time, where nothing is late. */
  readonly rate: number | null;
  readonly hasDealer: boolean;
  /** Called after each command to the dealer. */
  readonly onDealer: (event: DealerEvent) => void;
}

/** A station at one instant. */
export interface StationSnapshot {
  readonly testers: readonly [oem: TesterSnapshot, generic: TesterSnapshot];
  /** Null: the scenario has not sent a frame yet, and its sender is not on the bus. */
  readonly sender: SenderSnapshot | null;
  readonly dealer: DealerSnapshot;
}

/**
 * One car's place on a bench: the scenario's testers and frames on its bus, its dealer, and the frames received there.
 */
export class BenchStation {
  readonly frames: FrameHistory = new FrameHistory();
  /** Where the scan tool's utilities get their pass-codes. */
  readonly passCodes: PassCodeSource;
  readonly #options: StationOptions;
  readonly #oem: TesterNode;
  readonly #generic: TesterNode;
  readonly #dealer: InMemoryDealer;
  /** On the bus from the first frame it sends. */
  #sender: FrameSender | null = null;

  constructor(options: StationOptions) {
    this.#options = options;
    const { scenario, profile, bus, nowUs, onDealer } = options;
    this.#oem = this.#tester('oem');
    this.#generic = this.#tester('generic');
    bus.attach(this.#oem);
    bus.attach(this.#generic);
    const startMs = Date.parse(profile.calendarStart);
    this.#dealer = new InMemoryDealer({
      passcodeSecret: profile.passcodeSecret,
      calendar: () => ({ epochMs: startMs + Math.floor(nowUs() / MICROS_PER_MILLI) }),
      onOutcome: (command, outcome) => onDealer(dealerEventOf(command, outcome)),
    });
    // A scenario that goes to the dealer itself gets no automatic approvals.
    const approves = !scenario.steps.some(({ action }) => action.kind === 'dealer');
    this.passCodes = passCodesFrom(this.#dealer, { approves });
  }

  get dealer(): InMemoryDealer {
    return this.#dealer;
  }

  /** Starts a request; the tester reports how it ended. @throws BenchError for one that cannot be sent */
  start(endpoint: EndpointChoice, payload: Uint8Array): TesterNode {
    const tester = this.testerOf(endpoint);
    const target = endpoint === 'functional' ? 'functional' : 'physical';
    try {
      this.#options.bus.apply(tester, (outbox, nowUs) => tester.request(payload, { target }, nowUs, outbox));
      return tester;
    } catch (error) {
      if (!(error instanceof IsoTpUsageError) && !(error instanceof UdsUsageError)) throw error;
      throw new BenchError(error.message, 'send fewer bytes, or to another endpoint', { cause: error });
    }
  }

  testerOf(endpoint: EndpointChoice): TesterNode {
    return endpoint === 'oem' ? this.#oem : this.#generic;
  }

  /** True until the started request is on the wire. */
  isSending(tester: TesterNode): boolean {
    return tester.isBusy() && tester.snapshot().client.sentUs === null;
  }

  /** Ignores the answer to the request in progress. */
  cancel(tester: TesterNode): void {
    this.#options.bus.apply(tester, (_outbox, nowUs) => tester.cancel(nowUs));
  }

  /** Tester present every 2 s while a session is open. */
  keepAlive(on: boolean): void {
    for (const tester of [this.#oem, this.#generic]) {
      this.#options.bus.apply(tester, (_outbox, nowUs) => tester.keepAlive(on, nowUs));
    }
  }

  /** Leaves the bus to a scan tool: two testers on one address would both answer the ECU's first frames. */
  makeWay(): void {
    this.#options.bus.detach(this.#oem);
  }

  comeBack(): void {
    this.#options.bus.attach(this.#oem);
  }

  snapshot(): StationSnapshot {
    const testers = [this.#oem.snapshot(), this.#generic.snapshot()] as const;
    return { testers, sender: this.#sender?.snapshot() ?? null, dealer: this.#dealer.snapshot() };
  }

  /** The bus must be restored after this. */
  restore({ testers: [oem, generic], sender, dealer }: StationSnapshot): void {
    this.#oem.restore(oem);
    this.#generic.restore(generic);
    this.#dealer.restore(dealer);
    // One that was attached later has another place on the bus, which decides between equal identifiers.
    if (this.#sender !== null) this.#options.bus.detach(this.#sender);
    this.#sender = sender === null ? null : new FrameSender(sender);
    if (this.#sender !== null) this.#options.bus.attach(this.#sender);
  }

  /** Takes everything of the scenario off the bus. */
  leave(): void {
    const { bus } = this.#options;
    for (const node of [this.#oem, this.#generic, ...(this.#sender === null ? [] : [this.#sender])]) bus.detach(node);
  }

  /** The right pass-code for a seed. @throws BenchError on a bench without a dealer */
  passCodeFor(level: SecurityLevel, seed: Uint8Array): Uint8Array {
    this.#needDealer();
    const { passcodeSecret, vin } = this.#options.profile;
    const passCodes = createPassCodes(passcodeSecret, vin);
    return level === 1 ? new TextEncoder().encode(passCodes.forReset(seed)) : passCodes.forKeys(seed);
  }

  /** @throws BenchError on a bench without a dealer */
  askDealer(operation: DealerOperation, seed: Uint8Array | null): DealerAnswer {
    this.#needDealer();
    return carryOutDealerStep(this.#dealer, operation, this.#options.profile.vin, seed);
  }

  sendFrame(frame: CanFrame): void {
    this.#options.bus.apply(this.#frameSender(), (outbox) => outbox.send(frame));
  }

  startTraffic(name: string, frame: CanFrame, cycleUs: Micros): void {
    const sender = this.#frameSender();
    this.#options.bus.apply(sender, (outbox, nowUs) => sender.start(name, frame, cycleUs, nowUs, outbox));
  }

  /** False where nothing is sent under that name. */
  stopTraffic(name: string): boolean {
    const sender = this.#frameSender();
    return this.#options.bus.apply(sender, () => sender.stop(name));
  }

  #tester(endpoint: 'oem' | 'generic'): TesterNode {
    const { profile, rate } = this.#options;
    const client = { keepAlive: false, busyRetries: 0, ...(rate === null ? {} : { marginUs: realTimeMarginUs(rate) }) };
    const timeoutScale = Math.max(1, rate ?? 1);
    return new TesterNode(scanToolConfig(profile, { name: `scenario-${endpoint}`, endpoint, client, timeoutScale }));
  }

  #frameSender(): FrameSender {
    if (this.#sender === null) {
      this.#sender = new FrameSender();
      this.#options.bus.attach(this.#sender);
    }
    return this.#sender;
  }

  #needDealer(): void {
    if (!this.#options.hasDealer) throw new BenchError('the bench has no dealer', 'give it one: dealer: demo');
  }
}
