import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { PortStatus } from '../../../../can-bus/ports/can-port.ts';
import { rareTroubles, TroubleFilter } from '../../../../can-bus/ports/rare-trouble.ts';

describe('troubles that are worth a line', () => {
  it('are each reason once in ten seconds, with the number of those left out', () => {
    let nowUs = 0;
    const filter = new TroubleFilter(() => nowUs);
    expect(filter.take('garbled')).toBe('garbled');
    expect([filter.take('garbled'), filter.take('garbled')]).toEqual([null, null]);
    expect(filter.take('refused')).toBe('refused (and 2 more before)');
    nowUs = 9_999_999;
    expect(filter.take('refused')).toBeNull();
    nowUs = 10_000_000;
    expect(filter.take('garbled')).toBe('garbled (and 1 more before)');
    expect(filter.take('refused')).toBe('refused');
  });

  it('are five in ten seconds, however much the reasons differ', () => {
    let nowUs = 0;
    const filter = new TroubleFilter(() => nowUs);
    const lines = Array.from({ length: 1_000 }, (_, number) => filter.take(`line ${number}`));
    expect(lines.filter((line) => line !== null)).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
    nowUs = 10_000_000;
    expect(filter.take('line 1000')).toBe('line 1000 (and 995 more before)');
  });

  it("are those of a port's status, until it is closed", () => {
    const status = new Subject<PortStatus>();
    const reported: string[] = [];
    rareTroubles(status).subscribe({ next: (reason) => reported.push(reason), complete: () => reported.push('end') });
    status.next({ kind: 'open' });
    status.next({ kind: 'trouble', reason: 'garbled' });
    status.next({ kind: 'trouble', reason: 'garbled' });
    status.next({ kind: 'closed', cause: 'left', reason: 'gone' });
    status.complete();
    expect(reported).toEqual(['garbled', 'end']);
  });
});
