import { describe, expect, it } from 'vitest';
import { warnOfTrouble } from '../../../../hil/cli/warn-of-trouble.ts';
import { FakePort } from '../../can-bus/ports/fake-port.ts';

describe('the warnings of a port', () => {
  it('are a line for each trouble, with its URL, once for the same reason', () => {
    const port = new FakePort();
    const lines: string[] = [];
    warnOfTrouble(port, (line) => lines.push(line));
    port.status.next({ kind: 'trouble', reason: 'bus-off' });
    port.status.next({ kind: 'trouble', reason: 'bus-off' });
    port.status.next({ kind: 'trouble', reason: 'a line is too long' });
    expect(lines).toEqual(['warning: fake:: bus-off', 'warning: fake:: a line is too long (and 1 more before)']);
  });

  it('are not printed for a port that opens and closes', async () => {
    const port = new FakePort();
    const lines: string[] = [];
    warnOfTrouble(port, (line) => lines.push(line));
    await port.close();
    expect(lines).toEqual([]);
  });
});
