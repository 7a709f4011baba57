import { describe, expect, it } from 'vitest';
import { isVirtual, openingError, restartCommand, upCommand } from '../../../../can-bus/ports/socketcan-hints.ts';
import type { CanLink } from '../../../../can-bus/ports/socketcan-link.ts';

const DOWN: CanLink = { kind: 'can', index: 3, isUp: false, hasCarrier: false, fd: false };

describe('what to do about a CAN interface', () => {
  it('is with a bit rate only where there is a controller', () => {
    expect(['vcan0', 'vxcan1', 'can0', 'slcan0'].filter(isVirtual)).toEqual(['vcan0', 'vxcan1']);
    expect(upCommand('vcan0')).toBe('sudo ip link set vcan0 up');
    expect(upCommand('can0')).toBe('sudo ip link set can0 up type can bitrate 500000 restart-ms 100');
    expect(restartCommand('can0')).toBe('sudo ip link set can0 down && sudo ip link set can0 up');
  });

  it('is named with the reason why it cannot be opened', () => {
    const words = (link: CanLink, kernelHasCan: boolean): readonly string[] => {
      const { code, message, hint } = openingError('vcan0', link, kernelHasCan);
      return [code, message, hint];
    };
    expect(words(DOWN, true)).toEqual(['bench', 'vcan0 is down', 'sudo ip link set vcan0 up']);
    expect(words({ kind: 'missing' }, true)).toEqual([
      'bench',
      'there is no interface vcan0',
      'sudo ip link add dev vcan0 type vcan && sudo ip link set vcan0 up',
    ]);
    expect(words({ kind: 'missing' }, false)[1]).toBe(
      'there is no interface vcan0, and this kernel does not support CAN, or has not loaded it',
    );
    expect(words({ kind: 'not-can' }, true)[1]).toBe('vcan0 is a network interface, but not a CAN interface');
  });
});
