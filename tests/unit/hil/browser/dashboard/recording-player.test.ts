import { describe, expect, it } from 'vitest';
import { RecordingPlayer, type SentEvent } from '../../../../../hil/browser/dashboard/recording-player.ts';
import { RECORDING } from './recording.ts';

const kinds = (events: readonly SentEvent[]): readonly string[] => events.map(({ kind }) => kind);

describe('a recording', () => {
  it('begins with its first state, at 20 times real time', () => {
    const player = new RecordingPlayer(RECORDING, 5000);
    expect(player.state(5000)).toMatchObject({ timeUs: 0, timeMode: 'real', rate: 20, paused: false, lastEventId: 0 });
    expect(player.state(5010)).toMatchObject({ timeUs: 200_000, doors: { driver: false }, lastEventId: 20 });
    expect(player.state(5025)).toMatchObject({ timeUs: 500_000, doors: { driver: true } });
  });

  it('has events and frames in the order of time, numbered anew; its clock is its own', () => {
    const player = new RecordingPlayer(RECORDING, 0);
    player.setTime({ rate: 1 }, 0);
    for (let nowMs = 0; nowMs <= 1000; nowMs += 50) player.advanceTo(nowMs);
    const sent = player.since(0);
    expect(sent.map(({ id }) => id)).toEqual(sent.map((_, index) => index + 1));
    expect(sent.filter(({ kind }) => kind !== 'frame').map(({ data }) => data)).toEqual([
      expect.objectContaining({ id: 1, source: 'player', changed: expect.objectContaining({ rate: 1 }) as object }),
      expect.objectContaining({ id: 52, timeUs: 500_000, changed: { doors: expect.anything() as object } }),
      expect.objectContaining({ timeUs: 1_000_000 }),
    ]);
    expect(sent[1]?.data).toEqual({
      ...{ kind: 'frame', eventId: 2, timeUs: 10_000, source: 'body', id: '620', data: '0000000000000000' },
    });
    expect(player.since(sent.length - 1)).toEqual(sent.slice(-1));
  });

  it('counts the frames of a step that are too many', () => {
    const player = new RecordingPlayer(RECORDING, 0);
    expect(player.skip({ seconds: 0.45 }, 0)).toBeNull();
    expect(kinds(player.since(0))).toEqual(['sampled', ...new Array<string>(40).fill('frame')]);
    expect(player.since(0)[0]?.data).toEqual({ skipped: 5 });
  });

  it('pauses, goes on, skips to the end of a procedure, and stops at its own', () => {
    const player = new RecordingPlayer(RECORDING, 0);
    player.setTime({ mode: 'virtual' }, 10);
    expect(player.state(10_000)).toMatchObject({ timeUs: 200_000, timeMode: 'virtual' });
    expect(player.skip({ toDeadline: 'procedure' }, 10_000)).toMatchObject({
      error: 'The recording has no deadline at this instant.',
    });
    expect(player.skip({ seconds: 1 }, 10_000)).toBeNull();
    expect(player.skip({ toDeadline: 'procedure' }, 10_000)).toBeNull();
    expect(player.state(10_000)).toMatchObject({ timeUs: 1_900_000, procedure: 'reset', remainingMs: 0 });
    player.setTime({ paused: false }, 10_000);
    expect(player.state(11_000)).toMatchObject({ timeUs: 2_000_000, timeMode: 'virtual' });
    expect(player.skip({ seconds: 60 }, 11_000)).toBeNull();
    expect(player.state(11_000).timeUs).toBe(2_000_000);
  });

  it('plays from the beginning again', () => {
    const player = new RecordingPlayer(RECORDING, 0);
    player.setTime({ rate: 1000, mode: 'virtual' }, 100);
    player.restart(200);
    expect(player.since(0)).toEqual([]);
    expect(player.state(200)).toEqual(player.oldest);
    expect(player.state(210).timeUs).toBe(200_000);
  });
});
