import { beforeEach, describe, expect, it, vi } from 'vitest';
import { carWithDealerForAllTests, RATE } from '../integration/support/car-with-dealer.ts';
import { findPtys, needTool } from './support/external-tools.ts';
import { DOWN, ENTER, Terminal } from './support/terminal.ts';

// Two processes on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const VIN = '4T1BZ1FB4KU999999';

const running = carWithDealerForAllTests();

describe('smartkey tool reset, guided, with an account at the dealer server', () => {
  beforeEach((context) => {
    needTool(findPtys(), context);
  });

  it('DLR-3 to DLR-8, TEC-1, TEC-2: makes the request, waits for the approval, and enters both pass-codes itself', async () => {
    const { car, dealer } = running();
    // Any approval that is left is used up by its end.
    await dealer.post('/api/dealer/faults', { clockAheadMs: 8 * 24 * 3_600_000 });
    const flags = ['--rate', RATE, '--dealer', car.http, '--dealer-user', 'tara'];
    const terminal = await Terminal.run(['tool', 'reset', '--bus', car.bus, ...flags]);
    try {
      await terminal.press('Next');
      await terminal.answer('I agree? (y/N)', `y${ENTER}`);
      await terminal.answer('I understand? (y/N)', `y${ENTER}`);
      await terminal.press('Get Pass-Code');
      await terminal.press('Next');
      await terminal.answer('Dealer server password of tara:', `demo-tara${ENTER}`);
      await terminal.until(`No approval for ${VIN} yet: the tool files a request.`);
      await terminal.answer('Repair order number:', `RO-2${ENTER}`);
      await terminal.answer("Customer's last name:", `Doe${ENTER}`);
      await terminal.answer('Managers who may approve (at least 2):', ` ${ENTER}`);
      await terminal.until('Choose at least 2.');
      terminal.type(`${DOWN} ${ENTER}`);
      await terminal.answer('Positive identification policy', `a${ENTER}`);
      const waiting = await terminal.until(/request \d+ waits for a\s+manager's approval/);
      expect(waiting).not.toContain('demo-tara');
      await terminal.until('[b] Back [x] Exit');
      await dealer.approve(/request (\d+) waits/.exec(waiting)?.[1] ?? 'none');
      await terminal.answer('Start the Smart Code Reset? (y/N)', `y${ENTER}`);
      await terminal.until('step 2 of 2');
      await terminal.press('Get Pass-Code');
      await terminal.press('Next');
      await terminal.until('The reset is complete');
      await terminal.press('Exit');
      expect(await terminal.ended()).toBe(0);
      expect(terminal.text).toMatch(/result +done\n/);
    } finally {
      terminal.kill();
    }
  });
});
