// npm's `prepare`: runs after `npm ci`, on the Node that this has just installed.
import { addSocketcan, isInnerNpm } from './add-socketcan.ts';

if (!isInnerNpm) {
  await import('./build.ts');
  addSocketcan();
}
