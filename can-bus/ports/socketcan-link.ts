import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the kernel reports about a network interface. */
export type CanLink =
  | { readonly kind: 'missing' }
  | { readonly kind: 'not-can' }
  | {
      readonly kind: 'can';
      /** Interface index: changes where an interface was removed and created again under the same name. */
      readonly index: number;
      /** It has been set up (IFF_UP). */
      readonly isUp: boolean;
      /** Its controller takes part in the bus; false after bus-off. */
      readonly hasCarrier: boolean;
      /** Its frames may be CAN FD frames. */
      readonly fd: boolean;
    };

const CLASS_FOLDER = '/sys/class/net';
/** ARPHRD_CAN (linux/if_arp.h). */
const HARDWARE_TYPE_CAN = 280;
/** IFF_UP (linux/if.h). */
const FLAG_UP = 0x1;
/** CANFD_MTU, the size of struct canfd_frame (linux/can.h). */
const FD_MTU = 72;

/** Null where the file does not exist, or the kernel gives no value (the carrier of an interface that is down). */
function readNumber(path: string): number | null {
  try {
    return Number(readFileSync(path, 'latin1').trim());
  } catch {
    return null;
  }
}

/** The interface of a name, as /sys shows it now. */
export function readCanLink(interfaceName: string, classFolder: string = CLASS_FOLDER): CanLink {
  const read = (file: string): number | null => readNumber(join(classFolder, interfaceName, file));
  const type = read('type');
  if (type === null) return { kind: 'missing' };
  if (type !== HARDWARE_TYPE_CAN) return { kind: 'not-can' };
  return {
    kind: 'can',
    index: read('ifindex') ?? 0,
    isUp: ((read('flags') ?? 0) & FLAG_UP) !== 0,
    hasCarrier: read('carrier') === 1,
    fd: (read('mtu') ?? 0) >= FD_MTU,
  };
}

/** Whether AF_CAN is loaded in the kernel. */
export function kernelHasCan(): boolean {
  return existsSync('/proc/net/can');
}
