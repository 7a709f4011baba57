import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { BusCommand, PassCodeSource, Stimulus, StimulusAnswer, TesterCommand, TesterReply } from './command.ts';
import type { ImmediateDriver } from './conversation.ts';
import type { NodeHost } from './node-host.ts';
import { TesterNodes, type TesterStacks } from './tester-nodes.ts';

/** Time that is advanced explicitly: a car's, or only a network's. */
interface VirtualTime {
  readonly nowUs: Micros;
  deadlineUs(): Micros;
  advanceTo(timeUs: Micros): void;
}

/** Agrees to every screen, and answers at once. */
interface ImmediateOperator {
  readonly passCodes: PassCodeSource;
  readonly perform: (stimulus: Stimulus) => StimulusAnswer;
}

interface VirtualTimeOptions extends TesterStacks {
  readonly time: VirtualTime;
  readonly host: NodeHost;
  /** Absent where nobody can be asked. */
  readonly operator?: ImmediateOperator;
}

/** Drives conversations on a virtual bus, in its own time. */
export class VirtualTimeDriver implements ImmediateDriver {
  readonly #options: VirtualTimeOptions;
  readonly #nodes: TesterNodes;

  constructor(options: VirtualTimeOptions) {
    this.#options = options;
    this.#nodes = new TesterNodes(options, options.host);
  }

  nowUs(): Micros {
    return this.#options.time.nowUs;
  }

  carryOut(command: TesterCommand): TesterReply {
    switch (command.kind) {
      case 'request':
      case 'gather':
      case 'frames':
        return this.#onBus(command);
      case 'wait':
        if (command.silent === true) this.#nodes.silence();
        this.#pass(command.durationUs);
        return { kind: 'wait' };
      case 'pass-code': {
        const answer = this.#operator(command).passCodes(command);
        // A delayed answer is available when that vehicle time has passed.
        if (answer.lateUs !== undefined) this.#pass(answer.lateUs);
        return { kind: 'pass-code', answer };
      }
      case 'stimulus':
        return { kind: 'stimulus', answer: this.#operator(command).perform(command.stimulus) };
      case 'screen':
        return { kind: 'screen', choice: 'next' };
      case 'progress':
        return { kind: 'progress' };
      case 'watch':
      case 'retry':
      case 'count':
      case 'vehicle':
        throw new Error(`a command "${command.kind}" is for a technician, and none is led here`);
    }
  }

  end(): void {
    this.#nodes.leave();
  }

  #onBus(command: BusCommand): TesterReply {
    const { time } = this.#options;
    this.#nodes.start(command);
    // Each command ends with an answer or a time limit of the tester.
    for (let reply = this.#nodes.reply(); ; reply = this.#nodes.reply()) {
      if (reply !== null) return reply;
      const dueUs = time.deadlineUs();
      if (dueUs === NEVER_US) throw new Error('a command to the bus never ends');
      time.advanceTo(dueUs);
    }
  }

  #pass(durationUs: Micros): void {
    const { time } = this.#options;
    time.advanceTo(time.nowUs + durationUs);
  }

  #operator({ kind }: TesterCommand): ImmediateOperator {
    const { operator } = this.#options;
    if (operator === undefined) throw new Error(`a command "${kind}" is for an operator, and there is none`);
    return operator;
  }
}
