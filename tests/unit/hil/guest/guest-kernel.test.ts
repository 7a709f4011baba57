import { describe, expect, it } from 'vitest';
import { moduleLoadOrder } from '../../../../hil/guest/guest-kernel.ts';

const MODULES_DEP = [
  'kernel/net/can/can.ko:',
  'kernel/net/can/can-raw.ko: kernel/net/can/can.ko',
  'kernel/drivers/net/can/sja1000/kvaser_pci.ko: kernel/drivers/net/can/sja1000/sja1000.ko kernel/drivers/net/can/dev/can-dev.ko',
  'kernel/drivers/net/can/vcan.ko.xz: kernel/drivers/net/can/dev/can-dev.ko',
  '',
].join('\n');

describe('the modules of the guest', () => {
  it('are loaded each after what it needs, and once', () => {
    expect(moduleLoadOrder(MODULES_DEP, ['can-raw', 'kvaser_pci', 'vcan', 'can'])).toEqual([
      'kernel/net/can/can.ko',
      'kernel/net/can/can-raw.ko',
      'kernel/drivers/net/can/dev/can-dev.ko',
      'kernel/drivers/net/can/sja1000/sja1000.ko',
      'kernel/drivers/net/can/sja1000/kvaser_pci.ko',
      'kernel/drivers/net/can/vcan.ko.xz',
    ]);
  });

  it('are named where the kernel package lacks one', () => {
    expect(() => moduleLoadOrder(MODULES_DEP, ['can', 'can-isotp'])).toThrow('has no module can-isotp');
  });
});
