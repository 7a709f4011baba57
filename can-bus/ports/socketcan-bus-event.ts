import type { SocketcanMessage } from './socketcan-module.ts';

/** Events that an interface reports about its bus in error frames (linux/can/error.h). */
export type CanBusEvent =
  /** The controller has left the bus after 256 transmit errors (ISO 11898-1). */
  | { readonly kind: 'bus-off' }
  /** The controller is back on the bus. */
  | { readonly kind: 'restarted' }
  /** The controller's state by its error counters: under 96, from 96, from 128. */
  | {
      readonly kind: 'error-active' | 'error-warning' | 'error-passive';
      readonly transmitErrors: number;
      readonly receiveErrors: number;
    }
  /** Frames were lost because they were not fetched in time, or could not be sent as fast as they came. */
  | { readonly kind: 'receive-overflow' | 'transmit-overflow' }
  /** No acknowledgement: is another controller on the bus, at the same bit rate? */
  | { readonly kind: 'no-acknowledge' }
  | { readonly kind: 'arbitration-lost' }
  | { readonly kind: 'transmit-timeout' }
  /** A bit, stuff, form or CRC error, or a transceiver error. */
  | { readonly kind: 'bus-error' };

/** Error classes, in the id of an error frame. */
const TX_TIMEOUT = 0x001;
const LOST_ARBITRATION = 0x002;
const CONTROLLER = 0x004;
const PROTOCOL = 0x008;
const TRANSCEIVER = 0x010;
const NO_ACK = 0x020;
const BUS_OFF = 0x040;
const BUS_ERROR = 0x080;
const RESTARTED = 0x100;

/** Controller problems, in data byte 1. */
const RX_OVERFLOW = 0x01;
const TX_OVERFLOW = 0x02;
const WARNING = 0x04 | 0x08;
const PASSIVE = 0x10 | 0x20;
const ACTIVE = 0x40;

/** Data bytes with the error counters. */
const TX_COUNTER = 6;
const RX_COUNTER = 7;

function controllerEvents(data: Uint8Array): readonly CanBusEvent[] {
  const problem = data[1] ?? 0;
  const events: CanBusEvent[] = [];
  if ((problem & RX_OVERFLOW) !== 0) events.push({ kind: 'receive-overflow' });
  if ((problem & TX_OVERFLOW) !== 0) events.push({ kind: 'transmit-overflow' });
  const transmitErrors = data[TX_COUNTER] ?? 0;
  const receiveErrors = data[RX_COUNTER] ?? 0;
  // The worse state counts: one of the two counters may still be lower.
  if ((problem & PASSIVE) !== 0) events.push({ kind: 'error-passive', transmitErrors, receiveErrors });
  else if ((problem & WARNING) !== 0) events.push({ kind: 'error-warning', transmitErrors, receiveErrors });
  else if ((problem & ACTIVE) !== 0) events.push({ kind: 'error-active', transmitErrors, receiveErrors });
  return events;
}

/** The events in one error frame; there may be several. */
export function decodeErrorFrame(message: SocketcanMessage): readonly CanBusEvent[] {
  const { id, data } = message;
  const events: CanBusEvent[] = [];
  if ((id & TX_TIMEOUT) !== 0) events.push({ kind: 'transmit-timeout' });
  if ((id & LOST_ARBITRATION) !== 0) events.push({ kind: 'arbitration-lost' });
  if ((id & CONTROLLER) !== 0) events.push(...controllerEvents(data));
  if ((id & NO_ACK) !== 0) events.push({ kind: 'no-acknowledge' });
  if ((id & (PROTOCOL | TRANSCEIVER | BUS_ERROR)) !== 0) events.push({ kind: 'bus-error' });
  if ((id & BUS_OFF) !== 0) events.push({ kind: 'bus-off' });
  if ((id & RESTARTED) !== 0) events.push({ kind: 'restarted' });
  return events;
}
