import { OperationError } from '../../can-bus/errors/operation-error.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { TesterCommand, TesterReply } from './command.ts';

/** A conversation under way, or a part of one: it yields commands, gets their replies, and gives a value of its own. */
export type Conversation<Value> = Generator<TesterCommand, Value, TesterReply>;

/** The reply to a command of that kind. */
export type ReplyTo<Kind extends TesterReply['kind']> = Extract<TesterReply, { readonly kind: Kind }>;

/**
 * Carries commands out, one at a time. What it throws is thrown into the conversation at that command, which may go on
 * from there.
 */
export interface ConversationDriver {
  /** Vehicle time. */
  nowUs(): Micros;
  carryOut(command: TesterCommand): TesterReply | Promise<TesterReply>;
  /** Takes the tester off the bus. */
  end(): void | Promise<void>;
}

/** In virtual time every reply is there at once. */
export interface ImmediateDriver extends ConversationDriver {
  carryOut(command: TesterCommand): TesterReply;
  end(): void;
}

/** One command with its reply, for what shows or records a run. */
export interface ConversationStep {
  /** Vehicle time when the command was given, and when the reply was there. */
  readonly startUs: Micros;
  readonly endUs: Micros;
  readonly command: TesterCommand;
  readonly reply: TesterReply;
}

/** What watches a run. `before` may act on a car in this process; it is called before the command is carried out. */
export interface ConversationObserver {
  before?(command: TesterCommand, nowUs: Micros): void;
  step?(step: ConversationStep): void;
}

/** The bus went away, and what was asked needs it. */
export class BusLostError extends OperationError {
  override readonly name = 'BusLostError';

  constructor(reason: string) {
    super('bench/bus-lost', reason);
  }
}

/** The operator pressed Ctrl-C. */
export class OperatorInterrupt extends OperationError {
  override readonly name = 'OperatorInterrupt';

  constructor() {
    super('interrupted', 'interrupted by the operator');
  }
}

/** Another car took the place of the one that the conversation was with. */
export class CarRestartedError extends OperationError {
  override readonly name = 'CarRestartedError';

  constructor() {
    super('bench/car-restarted', 'the car was restarted');
  }
}

/** Gives a command and returns its reply. A reply of another kind is the driver's bug. */
export function* issue<Command extends TesterCommand>(command: Command): Conversation<ReplyTo<Command['kind']>> {
  const { kind }: { readonly kind: Command['kind'] } = command;
  const reply = yield command;
  if (isReplyTo(kind, reply)) return reply;
  throw new Error(`a command "${kind}" was answered with "${reply.kind}"`);
}

function isReplyTo<Kind extends TesterReply['kind']>(kind: Kind, reply: TesterReply): reply is ReplyTo<Kind> {
  return reply.kind === kind;
}

/** What carrying out a command gave: its reply, or what the driver threw. */
type Attempt = { readonly reply: TesterReply } | { readonly error: unknown };

/** The part of a run that is the same for all drivers: yields each command to be carried out, and observes the run. */
function* runOf<Value>(
  conversation: Conversation<Value>,
  driver: ConversationDriver,
  observer: ConversationObserver,
): Generator<TesterCommand, Value, Attempt> {
  let next = conversation.next();
  while (next.done !== true) {
    const command = next.value;
    const startUs = driver.nowUs();
    observer.before?.(command, startUs);
    const attempt = yield command;
    if ('error' in attempt) {
      next = conversation.throw(attempt.error);
      continue;
    }
    observer.step?.({ startUs, endUs: driver.nowUs(), command, reply: attempt.reply });
    next = conversation.next(attempt.reply);
  }
  return next.value;
}

/** Runs a conversation to its end, as fast as the processor allows. */
export function converse<Value>(
  conversation: Conversation<Value>,
  driver: ImmediateDriver,
  observer: ConversationObserver = {},
): Value {
  const run = runOf(conversation, driver, observer);
  let next = run.next();
  while (next.done !== true) next = run.next(attempt(driver, next.value));
  return next.value;
}

function attempt(driver: ImmediateDriver, command: TesterCommand): Attempt {
  try {
    return { reply: driver.carryOut(command) };
  } catch (error) {
    return { error };
  }
}

/** Runs a conversation to its end with any driver, and awaits its replies. */
export async function converseAsync<Value>(
  conversation: Conversation<Value>,
  driver: ConversationDriver,
  observer: ConversationObserver = {},
): Promise<Value> {
  const run = runOf(conversation, driver, observer);
  let next = run.next();
  while (next.done !== true) next = run.next(await attemptAsync(driver, next.value));
  return next.value;
}

async function attemptAsync(driver: ConversationDriver, command: TesterCommand): Promise<Attempt> {
  try {
    return { reply: await driver.carryOut(command) };
  } catch (error) {
    return { error };
  }
}
