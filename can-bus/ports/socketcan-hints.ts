import { PortError } from './port-error.ts';
import type { CanLink } from './socketcan-link.ts';

/** `vcan` and `vxcan`: there is no controller behind it. */
export function isVirtual(interfaceName: string): boolean {
  return /^vx?can/.test(interfaceName);
}

/** Sets an interface up. */
export function upCommand(name: string): string {
  const bitRate = isVirtual(name) ? '' : ' type can bitrate 500000 restart-ms 100';
  return `sudo ip link set ${name} up${bitRate}`;
}

/** Not every driver supports `type can restart` (slcan does not); this always works. */
export function restartCommand(name: string): string {
  return `sudo ip link set ${name} down && sudo ip link set ${name} up`;
}

const NO_KERNEL_CAN =
  'sudo modprobe can-raw vcan; where there are no such modules, slcan-tcp: and socketcand: need none';

/** Why an interface cannot be opened, and what to do. */
export function openingError(name: string, link: CanLink, kernelHasCan: boolean, cause?: unknown): PortError {
  const context = { url: `socketcan:${name}`, interface: name };
  const error = (message: string, hint: string): PortError => new PortError('bench', message, hint, context, cause);
  const withoutKernel = (message: string): PortError =>
    new PortError('bench/no-kernel-can', message, NO_KERNEL_CAN, context, cause);
  if (link.kind === 'missing') {
    if (!kernelHasCan) {
      return withoutKernel(`there is no interface ${name}, and this kernel does not support CAN, or has not loaded it`);
    }
    const hint = isVirtual(name)
      ? `sudo ip link add dev ${name} type ${name.startsWith('vx') ? 'vxcan' : 'vcan'} && ${upCommand(name)}`
      : 'is its adapter plugged in? "ip -brief link show type can" lists the CAN interfaces';
    return error(`there is no interface ${name}`, hint);
  }
  if (link.kind === 'not-can') {
    const hint = '"ip -brief link show type can" and "… type vcan" list the CAN interfaces';
    return error(`${name} is a network interface, but not a CAN interface`, hint);
  }
  if (!link.isUp) return error(`${name} is down`, upCommand(name));
  if (!kernelHasCan) return withoutKernel(`the kernel gives no CAN socket on ${name}`);
  const rights = `does "candump ${name}" work for this user? In a container it needs --cap-add=NET_RAW and --network=host`;
  return error(`the kernel gives no CAN socket on ${name}: perhaps permissions are missing`, rights);
}
