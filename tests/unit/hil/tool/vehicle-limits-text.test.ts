import { expect, it } from 'vitest';
import { parseProfile } from '../../../../ecu-sim/profile.ts';
import {
  attemptsLeftText,
  batteryMinText,
  eraseWindowText,
  resetDurationText,
} from '../../../../hil/tool/vehicle-limits-text.ts';

it('RST-2: the limits of a vehicle that reports them are its own', () => {
  const limits = parseProfile({ resetDuration: 60, eraseWindow: 12, batteryMin: 9.5, attemptsMax: 3 });
  expect(resetDurationText(limits)).toBe('1 minute');
  expect(resetDurationText(parseProfile({ resetDuration: 90 }))).toBe('1:30 minutes');
  expect(eraseWindowText(limits)).toBe('12 seconds');
  expect(batteryMinText(limits)).toBe('9.5 V');
  expect(attemptsLeftText(limits, 2)).toBe('1 attempt left before the ECU locks out further attempts');
});

it('RST-2: those of another vehicle are the bulletin’s, which is said', () => {
  expect(resetDurationText(null)).toBe("16 minutes (the bulletin's value)");
  expect(eraseWindowText(null)).toBe("30 seconds (the bulletin's value)");
  expect(batteryMinText(null)).toBe("11 V (the bulletin's value)");
  expect(attemptsLeftText(null, 1)).toMatch(/, with the usual limit of \d+$/);
});
