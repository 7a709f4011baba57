import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { NodeOutbox } from '../../../../can-bus/virtual-bus/node-outbox.ts';
import type { Note } from './scripted-node.ts';

const A = dataFrame(1, new Uint8Array(0));
const B = dataFrame(2, new Uint8Array(0));
const NOTE: Note = { kind: 'note', text: 'a' };

describe('the outbox of nodes', () => {
  it('gives frames and events once, in order', () => {
    const outbox = new NodeOutbox<Note>();
    outbox.send(A);
    outbox.send(B);
    outbox.emit(NOTE);
    expect([outbox.takeFrames(), outbox.takeEvents()]).toEqual([[A, B], [NOTE]]);
    expect([outbox.takeFrames(), outbox.takeEvents()]).toEqual([[], []]);
  });

  it('does not give what an earlier call had sent', () => {
    const outbox = new NodeOutbox<Note>();
    outbox.send(A);
    outbox.send(B);
    outbox.takeFrames();
    outbox.send(B);
    expect(outbox.takeFrames()).toEqual([B]);
  });

  it('is empty once cleared', () => {
    const outbox = new NodeOutbox<Note>();
    outbox.send(A);
    outbox.emit(NOTE);
    outbox.clear();
    expect([outbox.frameCount, outbox.takeFrames(), outbox.takeEvents()]).toEqual([0, [], []]);
  });
});
