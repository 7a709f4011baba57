import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { CanPort } from '../../../can-bus/ports/can-port.ts';
import { NEVER_US, type Micros } from '../../../can-bus/time/micros.ts';
import type { BusNode } from '../../../can-bus/virtual-bus/bus-node.ts';
import { FrameAdmission } from './frame-admission.ts';

/**
 * A client behind a port as a node on the car's bus: it receives every frame of the other nodes and never its own. It
 * has no deadlines and no pending work, so that time never waits for it.
 */
export class PortNode implements BusNode {
  readonly name: string;
  readonly listensTo = 'all';
  /** No ids where the port needs no confirmations. */
  readonly confirms?: readonly number[];
  readonly port: CanPort;
  readonly admission: FrameAdmission = new FrameAdmission();
  /** Vehicle time at which it connected. */
  sinceUs: Micros;
  /** Frames that came from it. */
  framesIn = 0;
  /** Frames that it was sent. */
  framesOut = 0;
  readonly #beforeSend: () => void;

  /**
   * @param name without address or port number, for it appears in traces
   * @param sinceUs vehicle time at which it has connected
   * @param beforeSend called before each frame that leaves; where it throws, the frame stays
   */
  constructor(name: string, port: CanPort, sinceUs: Micros, beforeSend: () => void) {
    this.name = name;
    this.port = port;
    this.sinceUs = sinceUs;
    if (port.confirm === undefined) this.confirms = [];
    this.#beforeSend = beforeSend;
  }

  deadlineUs(): Micros {
    return NEVER_US;
  }

  onDeadline(): void {
    // It has no deadline.
  }

  onFrame(frame: CanFrame): void {
    this.#beforeSend();
    if (this.port.send(frame)) this.framesOut++;
  }

  onFrameSent(frame: CanFrame): void {
    this.port.confirm?.(frame);
  }

  hasPendingWork(): boolean {
    return false;
  }
}

/** The lowest free number, instead of counting up: a tool that reconnects gives the same trace. */
export function freeName(nodes: readonly PortNode[]): string {
  const taken = new Set(nodes.map((node) => node.name));
  let number = 1;
  while (taken.has(`client-${number}`)) number++;
  return `client-${number}`;
}
