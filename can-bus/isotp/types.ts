import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';

/** How a message names sender and receiver (ISO 15765-2, clause on addressing formats). */
export type IsoTpAddressing =
  | {
      /** The CAN id identifies both: 11-bit ids, or 29-bit with normal fixed ids. */
      readonly kind: 'normal';
      readonly sendId: number;
      readonly receiveId: number;
    }
  | {
      /** The first data byte is an address: `sendAddress` in frames we send, `receiveAddress` in those we receive. */
      readonly kind: 'extended' | 'mixed';
      readonly sendId: number;
      readonly receiveId: number;
      /** N_TA (extended) or N_AE (mixed), 0 to 255. */
      readonly sendAddress: number;
      readonly receiveAddress: number;
    };

export interface IsoTpTiming {
  /** Sender: longest time for a frame to get onto the bus. */
  readonly nAsUs: Micros;
  /** Receiver: the same for its flow controls. */
  readonly nArUs: Micros;
  /** Sender: longest wait for a flow control. */
  readonly nBsUs: Micros;
  /** Receiver: longest wait for a consecutive frame. */
  readonly nCrUs: Micros;
}

export interface IsoTpConfig {
  readonly addressing: IsoTpAddressing;
  /** 29-bit identifiers. */
  readonly extendedIds: boolean;
  /** CAN FD frames; `frameLength` then gives the maximum number of data bytes. */
  readonly fd: boolean;
  /** Data bytes of a full frame: 8, with `fd` up to 64. */
  readonly frameLength: number;
  /** The padding byte; null sends frames without padding. */
  readonly padding: number | null;
  /** Block size in our flow controls (0: no limit), 0 to 255. */
  readonly blockSize: number;
  /** Raw STmin byte in our flow controls. */
  readonly separationTime: number;
  readonly timing: IsoTpTiming;
  /** Longest message accepted; a longer one is answered with a flow control "overflow". */
  readonly receiveLimit: number;
  /** How many consecutive flow controls "wait" a sender accepts (N_WFTmax). */
  readonly maxWaitFrames: number;
  /** Functional addressing: single frames only, a first frame is ignored. */
  readonly singleFrameOnly: boolean;
}

/** Why a message was not sent (N_Result). */
export type SendFault = 'timeout-a' | 'timeout-bs' | 'overflow' | 'wait-limit' | 'invalid-flow-status';
/** Why a message was not received (N_Result). */
export type ReceiveFault = 'timeout-ar' | 'timeout-cr' | 'wrong-sequence-number' | 'unexpected-frame';

/** A frame that an endpoint requests. */
export interface SendEffect {
  readonly kind: 'send';
  readonly frame: CanFrame;
}

/**
 * What an endpoint requests or reports. `payload` is the receiver's own copy, never written to: the same frame again
 * gives the same array again.
 */
export type IsoTpEffect =
  | SendEffect
  | { readonly kind: 'reception-started'; readonly length: number }
  | { readonly kind: 'received'; readonly payload: Uint8Array }
  | { readonly kind: 'sent' }
  | { readonly kind: 'send-failed'; readonly fault: SendFault }
  | { readonly kind: 'receive-failed'; readonly fault: ReceiveFault }
  /** A message began while one of several frames is being sent (half duplex): it is not received. */
  | { readonly kind: 'ignored' };
