import { describe, expect, it } from 'vitest';
import { EventHub } from '../../../../../hil/browser/dashboard/event-hub.ts';
import { FakeSource } from './feeds.ts';

interface Rig {
  readonly hub: EventHub;
  readonly urls: string[];
  readonly sources: FakeSource[];
  readonly later: (() => void)[];
  /** After how long each of them is called. */
  readonly waitsMs: number[];
  /** Follows, and notes what is reported under a name. */
  readonly follow: (name: string, lastEventId: number, instance?: string) => () => void;
  readonly log: string[];
}

function rig(): Rig {
  const [urls, sources, later, log]: [string[], FakeSource[], (() => void)[], string[]] = [[], [], [], []];
  const waitsMs: number[] = [];
  const hub = new EventHub({
    open: (url) => {
      urls.push(url);
      const source = new FakeSource();
      sources.push(source);
      return source;
    },
    later: (work, ms) => {
      later.push(work);
      waitsMs.push(ms);
    },
  });
  const follow = (name: string, lastEventId: number, instance = 'first'): (() => void) =>
    hub.follow(
      { lastEventId, instance },
      {
        message: (kind, data) => log.push(`${name} ${kind} ${data}`),
        connection: (state) => log.push(`${name} ${state}`),
      },
    );
  return { hub, urls, sources, later, waitsMs, follow, log };
}

describe('one stream for all pages of a browser', () => {
  it('is one request with all that a page shows, and ends with the last of them', () => {
    const { urls, sources, follow, log } = rig();
    const leaveFirst = follow('A', 17);
    const leaveSecond = follow('B', 17);
    expect(urls).toEqual(['/api/events?since=17&instance=first&frames=live']);
    sources[0]?.say('uds', 'x', 18);
    leaveFirst();
    sources[0]?.say('frame', 'y', 19);
    expect(log).toEqual(['A uds "x"', 'B uds "x"', 'B frame "y"']);
    expect(sources[0]?.closed).toBe(false);
    leaveSecond();
    expect(sources[0]?.closed).toBe(true);
    follow('C', 19);
    expect(urls).toHaveLength(2);
  });

  it('goes back for one that has less, and nobody gets anything twice', () => {
    const { urls, sources, follow, log } = rig();
    follow('A', 0);
    sources[0]?.say('uds', 1, 1);
    sources[0]?.say('uds', 2, 2);
    follow('B', 1);
    expect(urls[1]).toBe('/api/events?since=1&instance=first&frames=live');
    expect(sources.map(({ closed }) => closed)).toEqual([true, false]);
    sources[1]?.say('uds', 2, 2);
    sources[1]?.say('uds', 3, 3);
    expect(log).toEqual(['A uds 1', 'A uds 2', 'B uds 2', 'A uds 3', 'B uds 3']);
    follow('C', 5);
    expect(urls).toHaveLength(2);
    sources[1]?.say('uds', 4, 4);
    sources[1]?.say('uds', 6, 6);
    expect(log.filter((line) => line.startsWith('C'))).toEqual(['C uds 6']);
  });

  it('reports the connection to one that comes later, too, and its loss to all', () => {
    const { sources, follow, log } = rig();
    follow('A', 0);
    sources[0]?.onopen?.(new Event('open'));
    follow('B', 0);
    sources[0]?.onerror?.(new Event('error'));
    expect(log).toEqual(['A live', 'B live', 'A lost', 'B lost']);
  });

  it('asks again after 2 s where the server answered with no stream, as long as somebody follows', () => {
    const { urls, sources, later, waitsMs, follow } = rig();
    const leave = follow('A', 3);
    sources[0]?.say('uds', 1, 4);
    const [source] = sources;
    if (source === undefined) throw new Error('nothing was opened');
    source.onerror?.(new Event('error'));
    expect(later).toHaveLength(0);
    source.readyState = 2;
    source.onerror?.(new Event('error'));
    expect(waitsMs).toEqual([2000]);
    later[0]?.();
    expect(urls[1]).toBe('/api/events?since=4&instance=first&frames=live');
    sources[1]?.onerror?.(new Event('error'));
    leave();
    later[0]?.();
    expect(urls).toHaveLength(2);
  });

  it('goes on after a reset, which is reported to all', () => {
    const { sources, follow, log } = rig();
    follow('A', 900);
    sources[0]?.say('reset', 'unknown', 20);
    sources[0]?.say('uds', 21, 21);
    sources[0]?.say('sampled', 5, 21);
    sources[0]?.say('overflow', 6, 0);
    expect(log).toEqual(['A reset "unknown"', 'A uds 21', 'A sampled 5', 'A overflow 6']);
  });

  it('is separate for each car at the same address', () => {
    const { urls, sources, follow, log } = rig();
    const leave = follow('A', 900);
    follow('B', 3, 'second');
    expect(urls[1]).toBe('/api/events?since=3&instance=second&frames=live');
    sources[1]?.say('uds', 4, 4);
    expect(log).toEqual(['B uds 4']);
    leave();
    expect(sources.map(({ closed }) => closed)).toEqual([true, false]);
  });
});
