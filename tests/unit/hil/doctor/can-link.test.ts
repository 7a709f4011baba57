import { describe, expect, it } from 'vitest';
import { parseCanLinks } from '../../../../hil/doctor/can-link.ts';

/** A real interface as iproute2 6.1 prints it, shortened. */
const CAN0 = {
  ...{ ifindex: 3, ifname: 'can0', flags: ['NOARP', 'UP', 'LOWER_UP', 'ECHO'], mtu: 16, link_type: 'can' },
  linkinfo: {
    info_kind: 'can',
    info_data: { state: 'ERROR-ACTIVE', restart_ms: 100, bittiming: { bitrate: 500_000, sample_point: '0.875' } },
  },
};
const VCAN0 = {
  ...{ ifindex: 4, ifname: 'vcan0', flags: ['NOARP'], mtu: 72, link_type: 'can' },
  linkinfo: { info_kind: 'vcan' },
};

describe('what ip prints of CAN interfaces', () => {
  it('is their state, bit rates and whether they take CAN FD', () => {
    expect(parseCanLinks(JSON.stringify([CAN0, VCAN0]))).toEqual([
      {
        ...{ name: 'can0', kind: 'can', isUp: true, state: 'ERROR-ACTIVE' },
        ...{ bitRate: 500_000, dataBitRate: null, restartMs: 100, fd: false },
      },
      {
        ...{ name: 'vcan0', kind: 'vcan', isUp: false, state: null },
        ...{ bitRate: null, dataBitRate: null, restartMs: null, fd: true },
      },
    ]);
  });

  it('has a second bit rate with CAN FD, and 0 ms where a controller does not restart by itself', () => {
    const info_data = { state: 'BUS-OFF', bittiming: { bitrate: 500_000 }, data_bittiming: { bitrate: 2_000_000 } };
    const fd = { ...CAN0, mtu: 72, linkinfo: { info_kind: 'can', info_data } };
    expect(parseCanLinks(JSON.stringify([fd]))).toMatchObject([{ dataBitRate: 2_000_000, restartMs: 0, fd: true }]);
  });

  it('skips other interfaces and empty entries', () => {
    const lo = { ifname: 'lo', flags: ['UP'], link_type: 'loopback' };
    expect(parseCanLinks(JSON.stringify([lo, {}, VCAN0]))).toMatchObject([{ name: 'vcan0' }]);
    expect(parseCanLinks('[]')).toEqual([]);
  });

  it('is a real interface where the kind is not said', () => {
    const bare = { ifname: 'can1', flags: ['UP'], link_type: 'can' };
    expect(parseCanLinks(JSON.stringify([bare]))).toMatchObject([{ kind: 'can', state: null, fd: false }]);
  });

  it.each(['', 'Usage: ip [ OPTIONS ]', '{}', '7'])('is not understood where it is %j', (text) => {
    expect(parseCanLinks(text)).toBeNull();
  });
});
