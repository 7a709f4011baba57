import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { DEFAULT_PROFILE, parseProfile } from '../../../../ecu-sim/profile.ts';
import { DiagnosticChannels } from '../../../../hil/tester/passive-diagnostics.ts';

/** What a frame means, in a line; null where it is none of the conversation. */
function meaningOf(channels: DiagnosticChannels, id: number, data: string, timeUs = 0): string | null {
  const frame = channels.take(dataFrame(id, fromHex(data)), timeUs);
  if (frame === null) return null;
  const { beginsRequestTo, beginsResponse, message } = frame;
  return [
    ...(beginsRequestTo === null ? [] : [`request to ${beginsRequestTo} begins`]),
    ...(beginsResponse ? ['response begins'] : []),
    ...(message === null ? [] : [`${message.endpoint} ${message.direction} ${toHex(message.payload, ' ')}`]),
  ].join(', ');
}

describe('passive diagnostics', () => {
  it.each([
    [0x750, 'B5 02 3E 00', 'request to oem begins, oem request 3E 00'],
    [0x758, 'B5 02 7E 00', 'response begins, oem response 7E 00'],
    [0x7b5, '02 3E 00', 'request to generic begins, generic request 3E 00'],
    [0x7bd, '02 7E 00', 'response begins, generic response 7E 00'],
    [0x7df, '02 3E 80', 'request to functional begins, functional request 3E 80'],
  ])('%i#%s: %s', (id, data, meaning) => {
    expect(meaningOf(new DiagnosticChannels(DEFAULT_PROFILE), id, data)).toBe(meaning);
  });

  it.each([
    [0x620, '00 00 00 00 00 00 00 00'],
    // Another ECU behind the same id.
    [0x750, 'B6 02 3E 00'],
    [0x7e0, '02 3E 00'],
  ])('ignores other frames: %i#%s', (id, data) => {
    expect(meaningOf(new DiagnosticChannels(DEFAULT_PROFILE), id, data)).toBeNull();
  });

  it('puts a message of several frames together, and begins with its first', () => {
    const channels = new DiagnosticChannels(DEFAULT_PROFILE);
    expect(meaningOf(channels, 0x7b5, '10 09 22 F1 86 F1 86 F1')).toBe('request to generic begins');
    // The flow control goes the other way, and begins nothing there.
    expect(meaningOf(channels, 0x7bd, '30 00 00')).toBe('');
    expect(meaningOf(channels, 0x7b5, '21 86 F1 86')).toBe('generic request 22 F1 86 F1 86 F1 86 F1 86');
  });

  it('keeps the messages of endpoints apart that come at the same time', () => {
    const channels = new DiagnosticChannels(DEFAULT_PROFILE);
    meaningOf(channels, 0x7b5, '10 09 22 F1 86 F1 86 F1');
    expect(meaningOf(channels, 0x750, 'B5 02 3E 00')).toBe('request to oem begins, oem request 3E 00');
    expect(meaningOf(channels, 0x7b5, '21 86 F1 86')).toBe('generic request 22 F1 86 F1 86 F1 86 F1 86');
  });

  it('gives the instants of a message, of its first frame and its last', () => {
    const channels = new DiagnosticChannels(DEFAULT_PROFILE);
    channels.take(dataFrame(0x7b5, fromHex('10 09 22 F1 86 F1 86 F1')), 1000);
    const last = channels.take(dataFrame(0x7b5, fromHex('21 86 F1 86')), 2500);
    expect(last?.message).toMatchObject({ firstUs: 1000, lastUs: 2500 });
  });

  it('listens to the addresses of the profile', () => {
    const addressing = {
      extendedIds: true,
      oem: { kind: 'normal', requestId: '0x18DAB5F1', responseId: '0x18DAF1B5' },
      generic: { kind: 'normal', requestId: '0x18DAB6F1', responseId: '0x18DAF1B6' },
      functionalId: '0x18DB33F1',
    };
    const channels = new DiagnosticChannels(parseProfile({ addressing }));
    expect(meaningOf(channels, 0x18da_b5f1, '02 3E 00')).toBe('request to oem begins, oem request 3E 00');
    expect(meaningOf(channels, 0x18da_f1b6, '02 7E 00')).toBe('response begins, generic response 7E 00');
    expect(meaningOf(channels, 0x750, 'B5 02 3E 00')).toBeNull();
  });
});
