import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { Profile } from '../../../ecu-sim/profile.ts';
import { endpointConfig } from '../../../ecu-sim/diagnostics/endpoint-config.ts';

/** Where the PCI byte is, and what of a message is still to come. */
interface Route {
  readonly id: number;
  readonly pciAt: number;
  left: number;
}

const SINGLE = 0;
const FIRST = 1;
const CONSECUTIVE = 2;

/** Finds the last frame of each final response of the Smart Key ECU on the bus (conformance 27). */
export class ResponseEnd {
  readonly #routes: readonly Route[];

  constructor(profile: Profile) {
    this.#routes = (['oem', 'generic'] as const).map((name) => {
      const { addressing } = endpointConfig(profile, name);
      return { id: addressing.sendId, pciAt: addressing.kind === 'normal' ? 0 : 1, left: 0 };
    });
  }

  reset(): void {
    for (const route of this.#routes) route.left = 0;
  }

  /** True for the last frame of a response that is not "response pending". */
  isFinal({ id, data }: CanFrame): boolean {
    const route = this.#routes.find((candidate) => candidate.id === id);
    if (route === undefined) return false;
    const at = route.pciAt;
    const pci = data[at] ?? 0;
    switch (pci >> 4) {
      case SINGLE:
        return !(data[at + 1] === 0x7f && data[at + 3] === 0x78);
      case FIRST:
        route.left = ((pci & 0x0f) << 8) + (data[at + 1] ?? 0) - (data.length - at - 2);
        return false;
      case CONSECUTIVE:
        if (route.left <= 0) return false;
        route.left -= data.length - at - 1;
        return route.left <= 0;
      default:
        return false;
    }
  }
}
