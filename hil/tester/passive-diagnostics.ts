import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { PassiveChannel, type PassiveMessage } from '../../can-bus/isotp/passive-channel.ts';
import type { IsoTpAddressing } from '../../can-bus/isotp/types.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { endpointConfig } from '../../ecu-sim/diagnostics/endpoint-config.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import type { EndpointName } from '../../ecu-sim/smart-key/state.ts';

type Direction = 'request' | 'response';

/** A whole message to the Smart Key ECU, or from it. */
export interface PassiveUds extends PassiveMessage {
  readonly endpoint: EndpointName;
  readonly direction: Direction;
}

interface Channel {
  readonly endpoint: EndpointName;
  readonly direction: Direction;
  readonly channel: PassiveChannel;
}

/** The meaning of a frame for the exchange with the ECU. */
export interface PassiveFrame {
  /** Present where a request begins with it; otherwise null. */
  readonly beginsRequestTo: EndpointName | null;
  readonly beginsResponse: boolean;
  /** The message that it completes. */
  readonly message: PassiveUds | null;
}

/** Listens to all endpoints of one vehicle's Smart Key ECU, and sends nothing. */
export class DiagnosticChannels {
  readonly #channels: readonly Channel[];

  constructor(profile: Profile) {
    const names: readonly EndpointName[] = ['oem', 'generic', 'functional'];
    this.#channels = names.flatMap((endpoint): readonly Channel[] => {
      const { addressing } = endpointConfig(profile, endpoint);
      const request = { endpoint, direction: 'request' as const, channel: channelOf(addressing, 'receive') };
      // Functional requests are answered on the generic endpoint (conformance 16).
      if (endpoint === 'functional') return [request];
      return [request, { endpoint, direction: 'response', channel: channelOf(addressing, 'send') }];
    });
  }

  /** Null where the frame does not belong to this exchange. */
  take(frame: CanFrame, timeUs: Micros): PassiveFrame | null {
    const heard = this.#channels.find(({ channel }) => channel.concerns(frame));
    if (heard === undefined) return null;
    const { endpoint, direction, channel } = heard;
    const begins = channel.begins(frame);
    const beginsRequestTo = direction === 'request' && begins ? endpoint : null;
    const message = channel.take(frame, timeUs);
    const beginsResponse = direction === 'response' && begins;
    return { beginsRequestTo, beginsResponse, message: message === null ? null : { endpoint, direction, ...message } };
  }
}

/** The ECU's own addressing, by its send or receive id. */
function channelOf(addressing: IsoTpAddressing, way: 'send' | 'receive'): PassiveChannel {
  const id = way === 'send' ? addressing.sendId : addressing.receiveId;
  if (addressing.kind === 'normal') return new PassiveChannel({ id, address: null });
  return new PassiveChannel({ id, address: way === 'send' ? addressing.sendAddress : addressing.receiveAddress });
}
