import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import { endpointConfig } from '../../../ecu-sim/diagnostics/endpoint-config.ts';
import type { Profile } from '../../../ecu-sim/profile.ts';
import type { EndpointName } from '../../../ecu-sim/smart-key/state.ts';

/** A message of which the last frame has just been on the bus. */
export interface ReadMessage {
  readonly direction: 'request' | 'response';
  readonly endpoint: EndpointName;
  readonly payload: Uint8Array;
}

interface Route {
  readonly id: number;
  readonly address: number | null;
  readonly direction: ReadMessage['direction'];
  readonly endpoint: EndpointName;
  bytes: number[];
  length: number;
}

/** What has come of unfinished messages, route by route. */
export type MessageReaderSnapshot = readonly { readonly bytes: readonly number[]; readonly length: number }[];

const SINGLE = 0;
const FIRST = 1;
const CONSECUTIVE = 2;
const NAMES = ['oem', 'generic', 'functional'] as const;

/** Puts the diagnostic messages of a bus together, as an observer sees them: without timeouts and flow control. */
export class MessageReader {
  readonly #routes: readonly Route[];

  constructor(profile: Profile) {
    this.#routes = NAMES.flatMap((endpoint): readonly Route[] => {
      const { addressing } = endpointConfig(profile, endpoint);
      const [sends, receives] =
        addressing.kind === 'normal' ? [null, null] : [addressing.sendAddress, addressing.receiveAddress];
      const empty = { endpoint, bytes: [], length: 0 };
      const request: Route = { ...empty, id: addressing.receiveId, address: receives, direction: 'request' };
      const response: Route = { ...empty, id: addressing.sendId, address: sends, direction: 'response' };
      return endpoint === 'functional' ? [request] : [request, response];
    });
  }

  reset(): void {
    for (const route of this.#routes) [route.bytes, route.length] = [[], 0];
  }

  snapshot(): MessageReaderSnapshot {
    return this.#routes.map(({ bytes, length }) => ({ bytes: [...bytes], length }));
  }

  restore(snapshot: MessageReaderSnapshot): void {
    for (const [index, route] of this.#routes.entries()) {
      const { bytes = [], length = 0 } = snapshot[index] ?? {};
      [route.bytes, route.length] = [[...bytes], length];
    }
  }

  /** The message that this frame completes, or null. */
  read({ id, data }: CanFrame): ReadMessage | null {
    const route = this.#routes.find((candidate) => candidate.id === id && matches(candidate, data));
    if (route === undefined) return null;
    const at = route.address === null ? 0 : 1;
    const pci = data[at] ?? 0;
    switch (pci >> 4) {
      case SINGLE:
        return { ...headOf(route), payload: data.slice(at + 1, at + 1 + (pci & 0x0f)) };
      case FIRST:
        [route.bytes, route.length] = [[...data.subarray(at + 2)], ((pci & 0x0f) << 8) + (data[at + 1] ?? 0)];
        return null;
      case CONSECUTIVE:
        return this.#continue(route, data.subarray(at + 1));
      default:
        return null;
    }
  }

  #continue(route: Route, bytes: Uint8Array): ReadMessage | null {
    const { length } = route;
    if (length === 0) return null;
    route.bytes.push(...bytes);
    if (route.bytes.length < length) return null;
    const payload = Uint8Array.from(route.bytes.slice(0, length));
    [route.bytes, route.length] = [[], 0];
    return { ...headOf(route), payload };
  }
}

function matches({ address }: Route, data: Uint8Array): boolean {
  return address === null || data[0] === address;
}

function headOf({ direction, endpoint }: Route): Pick<ReadMessage, 'direction' | 'endpoint'> {
  return { direction, endpoint };
}
