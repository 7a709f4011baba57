import { filter, firstValueFrom, lastValueFrom, ReplaySubject, take, timeout, toArray, type Observable } from 'rxjs';
import { dataFrame, type CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { CanPort, CanPortServer, ServerStatus } from '../../../can-bus/ports/can-port.ts';

const PATIENCE_MS = 20_000;

/** A car's side: the server, its clients and all it has reported, from the start. */
export interface Served {
  readonly server: CanPortServer;
  readonly clients: ReplaySubject<CanPort>;
  readonly reported: ServerStatus[];
  /** Everything the clients have sent, in order. */
  readonly frames: ReplaySubject<CanFrame>;
}

export function observe(server: CanPortServer): Served {
  const served: Served = { server, clients: new ReplaySubject(), reported: [], frames: new ReplaySubject() };
  server.status.subscribe((status) => served.reported.push(status));
  server.clients.subscribe((client) => {
    client.frames.subscribe((frame) => served.frames.next(frame));
    served.clients.next(client);
  });
  return served;
}

/** As a car does: every client gets the frames of the others, and never its own. */
export function bridge(server: CanPortServer): void {
  const present = new Set<CanPort>();
  server.clients.subscribe((client) => {
    present.add(client);
    client.frames.subscribe((frame) => {
      for (const other of present) if (other !== client) other.send(frame);
    });
    client.status.subscribe({ complete: () => present.delete(client) });
  });
}

export function next<T>(values: Observable<T>, isIt: (value: T) => boolean = () => true): Promise<T> {
  return firstValueFrom(values.pipe(filter(isIt), timeout(PATIENCE_MS)));
}

export function nextFrames(frames: Observable<CanFrame>, count: number): Promise<CanFrame[]> {
  return lastValueFrom(frames.pipe(take(count), toArray(), timeout(PATIENCE_MS)));
}

export function frame(id: number, ...bytes: readonly number[]): CanFrame {
  return dataFrame(id, Uint8Array.from(bytes));
}

/** As candump writes it: `7DF#020100`, `18DA10F1#`, `123#R4`. */
export function written(frame: CanFrame): string {
  const id = frame.id
    .toString(16)
    .toUpperCase()
    .padStart(frame.extended ? 8 : 3, '0');
  return `${id}#${frame.kind === 'remote' ? `R${frame.length}` : Buffer.from(frame.data).toString('hex').toUpperCase()}`;
}
