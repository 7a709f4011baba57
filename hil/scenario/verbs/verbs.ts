import type { z } from 'zod';

import type { StepAction } from '../scenario.ts';
import * as dealer from './dealer.ts';
import * as fault from './fault.ts';
import * as frame from './frame.ts';
import * as key from './key.ts';
import * as time from './time.ts';
import * as tool from './tool.ts';
import * as uds from './uds.ts';
import * as vehicle from './vehicle.ts';
import type { Verb } from './verb.ts';

/** Every verb of the scenario language, one line each, in the order of the documentation. */
class VerbTable {
  readonly vehicle: typeof vehicle.vehicle = vehicle.vehicle;
  readonly startEngine: typeof vehicle.startEngine = vehicle.startEngine;
  readonly touch: typeof key.touch = key.touch;
  readonly move: typeof key.move = key.move;
  readonly press: typeof key.press = key.press;
  readonly powerCycle: typeof vehicle.powerCycle = vehicle.powerCycle;
  readonly fault: typeof fault.fault = fault.fault;
  readonly uds: typeof uds.uds = uds.uds;
  readonly unlock: typeof uds.unlock = uds.unlock;
  readonly passcode: typeof uds.passcode = uds.passcode;
  readonly tool: typeof tool.tool = tool.tool;
  readonly keepAlive: typeof uds.keepAlive = uds.keepAlive;
  readonly at: typeof time.at = time.at;
  readonly advance: typeof time.advance = time.advance;
  readonly advanceTo: typeof time.advanceTo = time.advanceTo;
  readonly within: typeof time.within = time.within;
  readonly expect: typeof time.expect = time.expect;
  readonly frame: typeof frame.frame = frame.frame;
  readonly noFrame: typeof frame.noFrame = frame.noFrame;
  readonly send: typeof frame.send = frame.send;
  readonly stopSending: typeof frame.stopSending = frame.stopSending;
  readonly dealer: typeof dealer.dealer = dealer.dealer;
}

/** The action of one step: a union on `kind`, over all verbs. */
export type Action = z.output<VerbTable[keyof VerbTable]['schema']>;

/** A verb with its name. It only describes and runs the actions that it created. */
interface NamedVerb {
  readonly name: string;
  readonly verb: Verb<StepAction>;
}

/** Each verb by its name, in the order of the table. */
export const VERBS: Readonly<Record<keyof VerbTable, Verb<Action>>> = new VerbTable();

const BY_KIND: ReadonlyMap<string, NamedVerb> = new Map(
  Object.entries<Verb<StepAction>>(VERBS).flatMap(([name, verb]) =>
    (verb.kinds ?? [name]).map((kind): [string, NamedVerb] => [kind, { name, verb }]),
  ),
);

/** The verb of an action. @throws where there is none */
export function verbOf({ kind }: StepAction): NamedVerb {
  const found = BY_KIND.get(kind);
  if (found === undefined) throw new Error(`no verb has an action "${kind}"`);
  return found;
}

export function isAction(value: unknown): value is Action {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    BY_KIND.has(value.kind)
  );
}
