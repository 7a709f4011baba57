import { expect, it } from 'vitest';
import { diagnosticRefusal, headerRefusal } from '../../../../can-bus/doip/refusal-hints.ts';

it.each([
  [0x02, 'invalid source address (code 0x02)', '?source=0E80'],
  [0x03, 'unknown target address (code 0x03)', '--profile FILE'],
  [0x04, 'diagnostic message too large (code 0x04)', 'shorter requests'],
  [0x05, 'out of memory (code 0x05)', 'wait until'],
  [0x06, 'target unreachable (code 0x06)', 'connected to the gateway'],
  [0x07, 'unknown network (code 0x07)', '--profile FILE'],
  [0x08, 'transport protocol error (code 0x08)', 'between the gateway and the ECU'],
  [0x77, 'unknown (code 0x77)', 'look up code 0x77'],
])('a diagnostic message refused with %i has its code and a hint for it', (code, reason, hint) => {
  const refusal = diagnosticRefusal(code);
  expect(refusal.reason).toBe(`the gateway refuses a request: ${reason}`);
  expect(refusal.hint).toContain(hint);
});

it.each([
  [0x00, 'incorrect version or inverse version (code 0x00)', 'version 2'],
  [0x01, 'unknown payload type (code 0x01)', 'diagnostic messages'],
  [0x02, 'message too large (code 0x02)', 'shorter requests'],
  [0x03, 'out of memory (code 0x03)', 'wait until'],
  [0x04, 'invalid payload length (code 0x04)', 'this length'],
  [0x99, 'unknown (code 0x99)', 'look up code 0x99'],
])('a header rejected with %i has its code and a hint for it', (code, reason, hint) => {
  const refusal = headerRefusal(code);
  expect(refusal.reason).toBe(`the gateway rejects a message: ${reason}`);
  expect(refusal.hint).toContain(hint);
});
