import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type {
  HandAction,
  HandAnswer,
  PassCodeAnswer,
  PassCodeRequest,
  ProgressCommand,
  RequestCommand,
  ScreenCommand,
  ToolCommand,
  ToolPart,
  ToolReply,
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

export function* passCode(asked: PassCodeRequest): ToolPart<PassCodeAnswer> {
  const reply = yield { kind: 'pass-code', ...asked };
  if (reply.kind !== 'pass-code') throw wrongReply('pass-code', reply.kind);
  return reply.answer;
}

export function* hand(action: HandAction): ToolPart<HandAnswer> {
  const reply = yield { kind: 'hand', action };
  if (reply.kind !== 'hand') throw wrongReply('hand', reply.kind);
  return reply.answer;
}

/** @returns whether the technician goes on */
export function* screen(shown: Omit<ScreenCommand, 'kind'>): ToolPart<boolean> {
  const reply = yield { kind: 'screen', ...shown };
  if (reply.kind !== 'screen') throw wrongReply('screen', reply.kind);
  return reply.goOn;
}

export function* progress(shown: Omit<ProgressCommand, 'kind'>): ToolPart<void> {
  const reply = yield { kind: 'progress', ...shown };
  if (reply.kind !== 'progress') throw wrongReply('progress', reply.kind);
}
