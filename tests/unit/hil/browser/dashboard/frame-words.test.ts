import { describe, expect, it } from 'vitest';
import { nameOf, signalsOf } from '../../../../../hil/browser/dashboard/frame-words.ts';
import type { ServedFrame } from '../../../../../hil/view/served-event.ts';

function frame(id: string, data: string): ServedFrame {
  return { kind: 'frame', eventId: 1, timeUs: 0, source: 'body', id, data };
}

describe('a frame in words', () => {
  it('has the name of its message in the DBC, or of its diagnostic channel', () => {
    expect(['5B5', '620', '750', '7E8', '123', '00000620'].map((id) => nameOf(frame(id, '')))).toEqual([
      'SMART_KEY_STATUS',
      'BODY_CONTROL_STATE',
      'request',
      'engine response',
      '',
      '',
    ]);
  });

  it('has the signals of its message as the DBC file describes them, without those that are 0 and have no word', () => {
    expect(signalsOf(frame('5B0', '8831380000000000'))).toBe('POWER_MODE IG on, SHIFT_P 1, BATTERY_MV 12600 mV');
    expect(signalsOf(frame('5B0', '0000000000000000'))).toBe('POWER_MODE off');
    expect(signalsOf(frame('5B5', '1211000000000000'))).toBe(
      'PROCEDURE reset, STATE armed, KEYS 2, IMMOBILIZER unset, INDICATOR off, LOCK_REQUEST none',
    );
    expect(signalsOf(frame('638', '0000000000000000'))).toBe('LOCK_STATUS locked');
    expect(signalsOf(frame('620', '0000000000000000'))).toBe('all signals 0');
    expect(signalsOf(frame('5B0', '8831'))).toBe('');
    expect(signalsOf(frame('750', '0222F190'))).toBe('');
  });
});
