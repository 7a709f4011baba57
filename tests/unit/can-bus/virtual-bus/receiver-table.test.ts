import { describe, expect, it } from 'vitest';
import { dataFrame, type FrameFormat } from '../../../../can-bus/frame/can-frame.ts';
import { ReceiverTable } from '../../../../can-bus/virtual-bus/receiver-table.ts';

const TABLE = new ReceiverTable([
  { listensTo: [0x7b5, 0x18da_f1b5] },
  { listensTo: 'all' },
  { listensTo: [] },
  { listensTo: [0x7b5, 0x7b5] },
]);

describe('the table of receivers', () => {
  it.each<readonly [number, FrameFormat, readonly number[]]>([
    [0x7b5, {}, [0, 1, 3]],
    [0x7b4, {}, [1]],
    [0x7b5, { extended: true }, [1]],
    [0x18da_f1b5, {}, [0, 1]],
    [0x18da_f1b6, {}, [1]],
  ])('a frame with id %i and format %j reaches the nodes %j', (id, format, receivers) => {
    expect(TABLE.of(dataFrame(id, new Uint8Array(0), format))).toEqual(receivers);
  });
});
