import { describe, expect, it } from 'vitest';
import {
  busOfChannel,
  ChannelNames,
  LogChannels,
  originComment,
  parseLogComment,
} from '../../../../can-bus/trace/log-comments.ts';

describe('comments in logs with channels (interfaces, traces)', () => {
  it('name the origin of times, to the microsecond', () => {
    const text = originComment(1_700_000_000_123_000);
    expect(text).toBe('// time 0 is 1700000000.123000 s since 1970-01-01 UTC');
    expect(parseLogComment(text)).toEqual({ kind: 'origin', originUs: 1_700_000_000_123_000 });
    expect(parseLogComment('// time 0 is now')).toBeNull();
  });

  it('name a channel where its number does not give the bus', () => {
    const channels = new LogChannels();
    expect(channels.of('can0')).toEqual({ channel: 1, comment: null });
    expect(channels.of('body')).toEqual({ channel: 2, comment: '// channel 2 is body' });
    expect(channels.of('body')).toEqual({ channel: 2, comment: null });
    expect(parseLogComment('// channel 2 is body')).toEqual({ kind: 'channel', channel: 2, bus: 'body' });
  });

  it('are not needed for can0 on channel 1, and so on', () => {
    expect([busOfChannel(0), busOfChannel(1), busOfChannel(4)]).toEqual(['can0', 'can0', 'can3']);
    const names = new ChannelNames();
    names.set(2, 'body');
    expect([names.of(1), names.of(2)]).toEqual(['can0', 'body']);
  });
});
