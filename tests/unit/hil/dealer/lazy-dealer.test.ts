import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LazyDealer } from '../../../../hil/dealer/lazy-dealer.ts';

it('a dealer beside a car whose database could not be opened is opened by the next request, and ends', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lazy-dealer-'));
  const dealer = new LazyDealer({
    ...{ path: join(folder, 'later', 'dealer.db'), passcodeSecret: 'a secret', demo: true },
    ...{ calendar: () => ({ epochMs: 0 }), host: '127.0.0.1', bench: true, onBug: () => undefined },
  });
  await expect(dealer.open()).rejects.toThrow('it cannot be opened');
  await dealer.end();
  mkdirSync(join(folder, 'later'));
  expect((await dealer.open()).service.firstPasswords).toHaveLength(6);
  await dealer.end();
  rmSync(folder, { recursive: true });
});
