import { BehaviorSubject, Subject } from 'rxjs';
import { toHex } from '../../../../can-bus/bytes/hex.ts';
import type { CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { CanPort, PortStatus } from '../../../../can-bus/ports/can-port.ts';

/** A port with nobody behind it but the test. */
export class FakePort implements CanPort {
  readonly url = 'fake:';
  readonly frames: Subject<CanFrame> = new Subject<CanFrame>();
  readonly status: BehaviorSubject<PortStatus> = new BehaviorSubject<PortStatus>({ kind: 'open' });
  /** Frames taken, as `ID#DATA`. */
  readonly sent: string[] = [];
  /** False: frames are refused. */
  takes = true;
  /** Called with each frame taken, from within `send`. */
  onSend: (frame: CanFrame) => void = () => undefined;

  send(frame: CanFrame): boolean {
    if (!this.takes) return false;
    this.sent.push(`${frame.id.toString(16).toUpperCase()}#${toHex(frame.data)}`);
    this.onSend(frame);
    return true;
  }

  close(): Promise<void> {
    this.status.next({ kind: 'closed', cause: 'left', reason: 'the other side went' });
    return Promise.resolve();
  }
}
