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

  it('7FF is a base id, and 800 an extended one', () => {
    const table = new ReceiverTable([{ listensTo: [0x7ff] }, { listensTo: [0x800] }, { listensTo: 'all' }]);
    const of = (id: number, extended: boolean): readonly number[] =>
      table.of(dataFrame(id, new Uint8Array(0), { extended }));
    expect([of(0x7ff, false), of(0x7ff, true), of(0x800, true)]).toEqual([[0, 2], [2], [1, 2]]);
  });
});
