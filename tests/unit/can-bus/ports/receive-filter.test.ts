import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { parseBusUrl } from '../../../../can-bus/ports/bus-url.ts';
import { receiveFilter } from '../../../../can-bus/ports/receive-filter.ts';
import { BROADCAST_IDS } from '../../../../ecu-sim/signals/broadcast-database.ts';

const FRAMES = [
  ...[0x000, 0x5b0, 0x5b5, 0x620, 0x638, 0x750, 0x758, 0x7bd, 0x7ff].map((id) => dataFrame(id, new Uint8Array(0))),
  ...[0x5b0, 0x7bd, 0x18daf1b5, 0x1fffffff].map((id) => dataFrame(id, new Uint8Array(0), { extended: true })),
];

/** The frames that a bus at this URL gives out, those of 29 bits with x. */
function passed(options: string): string {
  const url = parseBusUrl(`slcan-tcp:127.0.0.1:3333${options}`);
  if (!('receives' in url)) throw new Error('no option');
  const accepts = receiveFilter(url.receives, BROADCAST_IDS);
  const names = FRAMES.filter(accepts).map(({ id, extended }) => `${extended ? 'x' : ''}${id.toString(16)}`);
  return names.join(' ');
}

describe('what clients of a bus receive', () => {
  it('is the ids of the URL alone: single ones, ranges, 11 bits and 29', () => {
    expect(passed('?ids=7BD,758')).toBe('758 7bd');
    expect(passed('?ids=7bd,0x758')).toBe('758 7bd');
    expect(passed('?ids=0-7FF')).toBe('0 5b0 5b5 620 638 750 758 7bd 7ff');
    expect(passed('?ids=750-7BD')).toBe('750 758 7bd');
    expect(passed('?ids=18DAF1B5')).toBe('x18daf1b5');
    expect(passed('?ids=000007BD,18DA0000-1FFFFFFF')).toBe('x7bd x18daf1b5 x1fffffff');
  });

  it('is all but the broadcast frames with broadcast=off, and nothing else changes with broadcast=on', () => {
    expect(passed('?broadcast=off')).toBe('0 750 758 7bd 7ff x5b0 x7bd x18daf1b5 x1fffffff');
    expect(passed('?broadcast=on')).toBe('0 5b0 5b5 620 638 750 758 7bd 7ff x5b0 x7bd x18daf1b5 x1fffffff');
    expect(passed('?ids=5B0-7BD&broadcast=off')).toBe('750 758 7bd');
  });
});
