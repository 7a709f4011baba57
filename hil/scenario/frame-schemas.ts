import { z } from 'zod';

import { encodeSignal, maxSignalValue } from '../../can-bus/dbc/signal.ts';
import { MAX_BASE_ID } from '../../can-bus/frame/can-frame.ts';
import { BROADCAST_MESSAGES } from '../../ecu-sim/signals/broadcast-database.ts';
import type { BytePattern } from './byte-pattern.ts';
import { canId, measured, name, refuse, requestBytes, responseBytes, span, yesNo } from './field-schemas.ts';
import type { Action } from './scenario.ts';

/* Steps about frames on the bus: by message and signals of the database, or by id and bytes. */

const signalNames = BROADCAST_MESSAGES.flatMap((message) => message.signals.map((signal) => signal.name));

const messageName = z.enum(BROADCAST_MESSAGES.map((message) => message.name));

export const frame: z.ZodType<Action> = z
  .union(
    [
      z.strictObject({
        name: messageName,
        signals: z.partialRecord(z.enum(signalNames), measured()),
        within: span.optional(),
      }),
      z.strictObject({ id: canId, data: responseBytes, within: span.optional() }),
    ],
    '{name, signals} or {id, data}',
  )
  .transform((value, context): Action => {
    const withinUs = value.within ?? null;
    if ('id' in value) return { kind: 'rawFrame', id: value.id, data: value.data, withinUs };
    const foreign = foreignSignal(value.name, value.signals);
    if (foreign !== null) return refuse(context, foreign);
    return { kind: 'frame', message: value.name, signals: value.signals, withinUs };
  });

/** What a message's signals are, where one of those written is none of them. */
function foreignSignal(message: string, signals: object): string | null {
  const spec = BROADCAST_MESSAGES.find((candidate) => candidate.name === message);
  const known = spec?.signals.map((signal) => signal.name) ?? [];
  const foreign = Object.keys(signals).find((signal) => !known.includes(signal));
  return foreign === undefined ? null : `signals of ${message}: ${known.join(', ')}; not ${foreign}`;
}

export const noFrame: z.ZodType<Action> = z
  .strictObject({ for: span, name: messageName.optional(), id: canId.optional(), data: responseBytes.optional() })
  .transform((value, context): Action => {
    if (value.name !== undefined && value.id !== undefined) return refuse(context, 'either name or id');
    const spec = BROADCAST_MESSAGES.find((message) => message.name === value.name);
    return { kind: 'noFrame', forUs: value.for, mask: { id: value.id ?? spec?.id ?? null, data: value.data ?? null } };
  });

/** Faster than this a classical bus cannot carry anything. */
const SHORTEST_CYCLE_US = 100;
const cycle = span.refine((us) => us >= SHORTEST_CYCLE_US, 'a time of at least 100 us');
const repeated = { cycle: cycle.optional(), as: name.optional() };

export const send: z.ZodType<Action> = z
  .union(
    [
      z.strictObject({ id: canId, data: requestBytes, extended: yesNo.optional(), fd: yesNo.optional(), ...repeated }),
      z.strictObject({
        name: messageName,
        signals: z.partialRecord(z.enum(signalNames), z.int('a whole number').min(0, 'a number from 0')),
        ...repeated,
      }),
    ],
    '{id, data} or {name, signals}',
  )
  .transform((value, context): Action => {
    const { cycle: cycleUs, as } = value;
    if ((cycleUs === undefined) !== (as === undefined)) {
      return refuse(context, 'cycle and as together: how often, and under which name it can be stopped');
    }
    const traffic = cycleUs === undefined || as === undefined ? null : { name: as, cycleUs };
    if ('id' in value) {
      const extended = value.extended ?? value.id > MAX_BASE_ID;
      if (!extended && value.id > MAX_BASE_ID) return refuse(context, 'an id of 11 bits where extended is false');
      return { kind: 'send', frame: { id: value.id, extended, fd: value.fd ?? false, data: value.data }, traffic };
    }
    const foreign = foreignSignal(value.name, value.signals);
    const data = foreign ?? messageBytes(value.name, value.signals);
    if (typeof data === 'string') return refuse(context, data);
    const spec = BROADCAST_MESSAGES.find((message) => message.name === value.name);
    return { kind: 'send', frame: { id: spec?.id ?? 0, extended: false, fd: false, data }, traffic };
  });

/** The bytes of a message; what was expected, where a value does not fit its signal. */
function messageBytes(message: string, signals: Readonly<Record<string, number | undefined>>): BytePattern | string {
  const spec = BROADCAST_MESSAGES.find((candidate) => candidate.name === message);
  const bytes = new Uint8Array(spec?.length ?? 0);
  for (const signal of spec?.signals ?? []) {
    const value = signals[signal.name] ?? 0;
    if (value > maxSignalValue(signal)) return `${signal.name} from 0 to ${maxSignalValue(signal)}`;
    encodeSignal(bytes, signal, value);
  }
  return [...bytes].map((value) => ({ kind: 'byte', value }));
}

export const stopSending: z.ZodType<Action> = name.transform((value): Action => ({ kind: 'stopSending', name: value }));
