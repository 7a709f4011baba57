import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type {
  HandAction,
  HandAnswer,
  CountCommand,
  PassCodeAnswer,
  PassCodeCommand,
  ProgressCommand,
  RequestCommand,
  RetryCommand,
  ScreenChoice,
  ScreenCommand,
  ToolCommand,
  ToolPart,
  ToolReply,
  VehicleCommand,
  WatchCommand,
} from './tool-command.ts';

/** One function a command: yields it and gives the reply's content. A reply of another kind is the driver's bug. */

function wrongReply(command: ToolCommand['kind'], reply: ToolReply['kind']): Error {
  return new Error(`a command "${command}" was answered with "${reply}"`);
}

export function* request(
  payload: Uint8Array,
  options: Omit<RequestCommand, 'kind' | 'payload'> = {},
): ToolPart<UdsOutcome> {
  const reply = yield { kind: 'request', payload, ...options };
  if (reply.kind !== 'request') throw wrongReply('request', reply.kind);
  return reply.outcome;
}

export function* wait(durationUs: Micros): ToolPart<void> {
  const reply = yield { kind: 'wait', durationUs };
  if (reply.kind !== 'wait') throw wrongReply('wait', reply.kind);
}

export function* passCode(asked: Omit<PassCodeCommand, 'kind'>): ToolPart<PassCodeAnswer | 'back' | 'exit'> {
  const reply = yield { kind: 'pass-code', ...asked };
  if (reply.kind !== 'pass-code') throw wrongReply('pass-code', reply.kind);
  return reply.answer;
}

export function* hand(action: HandAction): ToolPart<HandAnswer> {
  const reply = yield { kind: 'hand', action };
  if (reply.kind !== 'hand') throw wrongReply('hand', reply.kind);
  return reply.answer;
}

export function* screen(shown: Omit<ScreenCommand, 'kind'>): ToolPart<ScreenChoice> {
  const reply = yield { kind: 'screen', ...shown };
  if (reply.kind !== 'screen') throw wrongReply('screen', reply.kind);
  return reply.choice;
}

export function* progress(shown: Omit<ProgressCommand, 'kind'>): ToolPart<void> {
  const reply = yield { kind: 'progress', ...shown };
  if (reply.kind !== 'progress') throw wrongReply('progress', reply.kind);
}

/** @returns what was pressed; null where the time passed and nothing was */
export function* watch(shown: Omit<WatchCommand, 'kind'>): ToolPart<'next' | 'exit' | null> {
  const reply = yield { kind: 'watch', ...shown };
  if (reply.kind !== 'watch') throw wrongReply('watch', reply.kind);
  return reply.pressed;
}

/** @returns whether to try again */
export function* retry(shown: Omit<RetryCommand, 'kind'>): ToolPart<boolean> {
  const reply = yield { kind: 'retry', ...shown };
  if (reply.kind !== 'retry') throw wrongReply('retry', reply.kind);
  return reply.again;
}

export function* count(asked: Omit<CountCommand, 'kind'>): ToolPart<number | 'back' | 'exit'> {
  const reply = yield { kind: 'count', ...asked };
  if (reply.kind !== 'count') throw wrongReply('count', reply.kind);
  return reply.count;
}

/** @returns the VIN; null where the technician left */
export function* vehicle(asked: Omit<VehicleCommand, 'kind'>): ToolPart<string | null> {
  const reply = yield { kind: 'vehicle', ...asked };
  if (reply.kind !== 'vehicle') throw wrongReply('vehicle', reply.kind);
  return reply.vin;
}
