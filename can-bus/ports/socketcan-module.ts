import { hintIfNotInstalled } from './optional-package.ts';
import { PortError } from './port-error.ts';

/** A frame as the npm package `socketcan` 4.3 delivers and accepts it. */
export interface SocketcanMessage {
  /** Without the flags of the kernel's can_id. */
  readonly id: number;
  readonly ext?: boolean;
  readonly rtr?: boolean;
  /** An error frame: `id` holds the error class (linux/can/error.h). */
  readonly err?: boolean;
  readonly data: Uint8Array;
  /** When the kernel received it, by the system's clock, with `timestamps`: seconds and microseconds. */
  readonly ts_sec?: number;
  readonly ts_usec?: number;
  /** Bit rate switch; only for sending. */
  readonly fd_brs?: boolean;
}

/** `can_id & mask == id & mask` lets a frame through, flags included. */
export interface SocketcanFilter {
  readonly id: number;
  readonly mask: number;
}

/** A raw CAN socket. After `onStopped` it must not be used, and `stop` would throw. */
export interface SocketcanChannel {
  addListener(event: 'onMessage', listener: (message: SocketcanMessage) => void): unknown;
  addListener(event: 'onStopped', listener: () => void): unknown;
  start(): unknown;
  stop(): unknown;
  /** Number of bytes accepted, or −1; the reason is not reported. */
  send(message: SocketcanMessage): unknown;
  sendFD(message: SocketcanMessage): unknown;
  setRxFilters(filters: readonly SocketcanFilter[]): unknown;
}

/** The part of the package that is used here. */
export interface SocketcanModule {
  /** @throws Error without a reason where the socket cannot be created */
  createRawChannelWithOptions(
    interfaceName: string,
    options: { readonly non_block_send: boolean; readonly timestamps: boolean },
  ): SocketcanChannel;
}

function isSocketcanModule(value: unknown): value is SocketcanModule {
  return (
    typeof value === 'object' &&
    value !== null &&
    'createRawChannelWithOptions' in value &&
    typeof value.createRawChannelWithOptions === 'function'
  );
}

const PACKAGE: string = 'socketcan';
const COMPILED =
  'it is compiled when it is installed: sudo apt-get install g++ make python3, then install this package again';

/**
 * The native package, loaded on demand: it is optional, and exists on Linux only.
 *
 * @throws PortError (bench) where it is missing
 */
export async function loadSocketcanModule(): Promise<SocketcanModule> {
  if (process.platform !== 'linux') {
    throw new PortError(
      'bench',
      `SocketCAN is part of Linux, and this is ${process.platform}`,
      'use slcan-tcp:, socketcand: or slcan: here',
      { platform: process.platform },
    );
  }
  try {
    const loaded: unknown = await import(PACKAGE);
    if (isSocketcanModule(loaded)) return loaded;
    throw new Error('it does not export createRawChannelWithOptions');
  } catch (cause) {
    throw new PortError(
      'bench/optional-package',
      'the npm package "socketcan", through which CAN interfaces are reached, is not usable here',
      hintIfNotInstalled(cause) ?? COMPILED,
      { package: PACKAGE },
      cause,
    );
  }
}
