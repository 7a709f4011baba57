import { VirtualNetwork } from '../../can-bus/virtual-bus/network.ts';
import type { NodeReport } from './node-report.ts';

/**
 * A separate bus for body and engine ECU, where an external simulation provides them on the car's bus. Its time is
 * stopped: they never boot there, and their inputs are mechanical.
 */
export function restNetwork(): VirtualNetwork<NodeReport> {
  const nobody = (): void => undefined;
  return new VirtualNetwork(
    {},
    {
      frame: nobody,
      takesGroups: () => true,
      frameGroup: nobody,
      event: nobody,
      bus: nobody,
    },
  );
}
