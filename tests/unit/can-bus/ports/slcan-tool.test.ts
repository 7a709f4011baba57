import { describe, expect, it } from 'vitest';
import { SlcanTool, type SlcanReply } from '../../../../can-bus/ports/slcan-tool.ts';

function kinds(tool: SlcanTool, ...lines: readonly (string | null)[]): SlcanReply['kind'][] {
  return lines.map((line) => tool.handle(line).kind);
}

describe('the SLCAN tool', () => {
  it('opens with C, S6, O at 500 kbit/s and ends with C', () => {
    const tool = new SlcanTool({ bitRate: 500_000 });
    expect(tool.opening).toBe('C\rS6\rO\r');
    expect(tool.closing).toBe('C\r');
    expect(new SlcanTool({ bitRate: 1_000_000 }).opening).toBe('C\rS8\rO\r');
  });

  it('sets time stamps and the bit rate of CAN FD data only where asked to', () => {
    const canable = new SlcanTool({ bitRate: 500_000, dataBitRate: 5_000_000, timestamps: false });
    expect(canable.opening).toBe('C\rZ0\rS6\rY5\rO\r');
    expect(kinds(canable, '', '', '\x07', '', '')).toEqual(['nothing', 'nothing', 'nothing', 'nothing', 'opened']);
    const stamping = new SlcanTool({ bitRate: 125_000, dataBitRate: 2_000_000, timestamps: true });
    expect(stamping.opening).toBe('C\rZ1\rS4\rY2\rO\r');
  });

  it('is open at the third answer, regardless of the first two', () => {
    expect(kinds(new SlcanTool({ bitRate: 500_000 }), '', '', '')).toEqual(['nothing', 'nothing', 'opened']);
    expect(kinds(new SlcanTool({ bitRate: 500_000 }), '\x07', '\x07', '')).toEqual(['nothing', 'nothing', 'opened']);
  });

  it('knows that the third answer refuses', () => {
    expect(kinds(new SlcanTool({ bitRate: 500_000 }), '', '', '\x07')).toEqual(['nothing', 'nothing', 'not-opened']);
  });

  it('does not count frames and texts among the answers', () => {
    expect(kinds(new SlcanTool({ bitRate: 500_000 }), 't1230', '', 'V1010', '', 'z', '')).toEqual([
      'frame',
      'nothing',
      'notice',
      'nothing',
      'nothing',
      'opened',
    ]);
  });

  it('reports a refusal after the channel is opened, and a line that is not a frame', () => {
    const tool = new SlcanTool({ bitRate: 500_000 });
    kinds(tool, '', '', '');
    expect(kinds(tool, 'z', 'Z', '', '\x07', 't12', null)).toEqual([
      'nothing',
      'nothing',
      'nothing',
      'refused',
      'malformed',
      'malformed',
    ]);
  });

  it('treats a text as a notice only while the channel opens, and as malformed later', () => {
    const tool = new SlcanTool({ bitRate: 500_000 });
    expect(tool.handle('V1010')).toEqual({ kind: 'notice', text: 'V1010' });
    kinds(tool, '', '', '');
    expect(tool.handle('hello')).toEqual({ kind: 'malformed', text: 'hello' });
    expect(tool.handle(null)).toEqual({ kind: 'malformed', text: null });
  });

  it('reads frames with and without time stamp, of four digits and of eight', () => {
    const tool = new SlcanTool({ bitRate: 500_000 });
    for (const line of ['t7582B501', 't7582B501EA5F', 't7582B501FFFF', 't7582B5010001E240']) {
      const heard = tool.handle(line);
      expect(heard.kind === 'frame' && [heard.frame.id, ...heard.frame.data]).toEqual([0x758, 0xb5, 0x01]);
    }
  });
});
