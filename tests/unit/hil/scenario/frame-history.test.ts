import { describe, expect, it } from 'vitest';

import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameHistory } from '../../../../hil/scenario/frame-history.ts';

const frame = (id: number, byte: number): ReturnType<typeof dataFrame> => dataFrame(id, Uint8Array.of(byte));

describe('the frames of a bus', () => {
  it('has the last frame of each id', () => {
    const history = new FrameHistory();
    expect(history.last(0x100)).toBeNull();
    history.note(1, frame(0x100, 1));
    history.note(2, frame(0x200, 2));
    history.note(3, frame(0x100, 3));
    expect(history.last(0x100)).toEqual({ timeUs: 3, frame: frame(0x100, 3) });
    expect(history.last(0x200)).toEqual({ timeUs: 2, frame: frame(0x200, 2) });
  });

  it('shows a watch the first wanted frame since it began, and none after its end', () => {
    const history = new FrameHistory();
    history.note(1, frame(0x100, 7));
    const watch = history.watch(({ data }) => data[0] === 7);
    const ended = history.watch(() => true);
    ended.end();
    expect(watch.seen).toBeNull();
    history.note(2, frame(0x100, 8));
    history.note(3, frame(0x200, 7));
    history.note(4, frame(0x300, 7));
    expect(watch.seen).toEqual({ timeUs: 3, frame: frame(0x200, 7) });
    expect(ended.seen).toBeNull();
  });
});
