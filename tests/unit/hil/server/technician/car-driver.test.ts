import { expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../../can-bus/bytes/hex.ts';
import { CarDriver } from '../../../../../hil/server/technician/car-driver.ts';
import type { TesterReply } from '../../../../../hil/tester/command.ts';
import { OperatorInterrupt } from '../../../../../hil/tester/conversation.ts';
import { scriptedOperator } from '../../../../../hil/tester/operator.ts';
import { TechnicianBench } from './technician-bench.ts';

function driver(bench: TechnicianBench, signal: AbortSignal = new AbortController().signal): CarDriver {
  const operator = scriptedOperator({
    passCodes: () => Promise.reject(new Error('no pass-code is asked for')),
    perform: () => Promise.resolve({ done: true, reaction: null, reason: null }),
  });
  return new CarDriver({ control: bench.host, operator, signal });
}

function responseOf(reply: TesterReply): string {
  if (reply.kind !== 'request' || reply.outcome.kind !== 'positive') return JSON.stringify(reply);
  return toHex(reply.outcome.response, ' ');
}

it('sends a request as a client of the car, which answers at once in virtual time', async () => {
  const bench = new TechnicianBench('virtual');
  const tool = driver(bench);
  const reply = await tool.carryOut({ kind: 'request', payload: fromHex('22 F1 86') });
  expect(responseOf(reply)).toBe('62 F1 86 01');
  await tool.end();
});

it('ends a wait when the vehicle’s clock has passed it, however that moved', async () => {
  const bench = new TechnicianBench('virtual');
  const tool = driver(bench);
  const startUs = tool.nowUs();
  let isOver = false;
  const wait = tool.carryOut({ kind: 'wait', durationUs: 2_000_000 }).then(() => (isOver = true));
  bench.host.advanceTo(startUs + 1_999_999);
  await bench.question();
  expect(isOver).toBe(false);
  bench.host.advanceTo(startUs + 2_000_000);
  await wait;
  expect(isOver).toBe(true);
  await tool.end();
});

it('throws the interruption once, so that the conversation can end what it began', async () => {
  const abort = new AbortController();
  const tool = driver(new TechnicianBench('virtual'), abort.signal);
  abort.abort();
  await expect(tool.carryOut({ kind: 'wait', durationUs: 1 })).rejects.toThrow(OperatorInterrupt);
  const reply = await tool.carryOut({ kind: 'request', payload: fromHex('10 01') });
  expect(responseOf(reply)).toBe('50 01 00 32 01 F4');
  await tool.end();
});
