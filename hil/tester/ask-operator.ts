import type { OperatorQuestion, TesterReply } from './command.ts';
import type { Operator } from './operator.ts';

/** Asks the operator what only a person can answer. */
export async function askOperator(
  command: OperatorQuestion,
  operator: Operator,
  signal: AbortSignal,
): Promise<TesterReply> {
  switch (command.kind) {
    case 'screen':
      return { kind: 'screen', choice: await operator.screen(command, signal) };
    case 'pass-code':
      return { kind: 'pass-code', answer: await operator.passCode(command, signal) };
    case 'retry':
      return { kind: 'retry', again: await operator.retry(command, signal) };
    case 'count':
      return { kind: 'count', count: await operator.count(command, signal) };
    case 'vehicle':
      return { kind: 'vehicle', vin: await operator.vehicle(command, signal) };
  }
}
