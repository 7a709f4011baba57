import { toHex } from '../../../can-bus/bytes/hex.ts';
import { NRC } from '../../../can-bus/uds/negative-response-codes.ts';
import type { YamlValue } from '../../record/recorded-step.ts';
import type { RepeatedStep } from './repeat-run.ts';

/** A step of a scenario file: verb and value. */
export interface WrittenStep {
  readonly verb: string;
  readonly value: YamlValue;
}

type Fields = Readonly<Record<string, YamlValue>>;

/** A step with checks that it meets: what was observed, so that the scenario goes on to the step that fails. */
export function writeStep(repeated: RepeatedStep): WrittenStep {
  const { step, outcome } = repeated;
  const { verb, value } = step;
  if (verb === 'uds') return { verb, value: { ...fieldsOf(value), ...responseChecks(repeated) } };
  if (verb === 'passcode') return securityStep(Number(fieldsOf(value)['level']), true, repeated);
  if (outcome?.verdict === 'pass') return step;
  if (verb === 'unlock') return securityStep(Number(value), false, repeated);
  return verb === 'tool' ? { verb, value: failedTool(value) } : step;
}

/** What a response must be, where it is not positive. */
function responseChecks({ exchange }: RepeatedStep): Fields {
  if (exchange === null) return {};
  const { outcome } = exchange;
  switch (outcome.kind) {
    case 'positive':
      return {};
    case 'negative':
      return { nrc: nrcName(outcome.nrc) };
    case 'no-response':
    case 'timeout':
      return { expect: 'none' };
    case 'send-failed':
    case 'receive-failed':
      return { fails: outcome.fault };
  }
}

/** By its name in a scenario, or the number. */
function nrcName(nrc: number): YamlValue {
  return Object.entries(NRC).find(([, code]) => code === nrc)?.[0] ?? nrc;
}

/** The seed was refused, or the pass-code was. */
function securityStep(level: number, wrong: boolean, { exchange }: RepeatedStep): WrittenStep {
  if (exchange === null) return { verb: 'passcode', value: { level, wrong } };
  const [, type = 0] = exchange.request;
  if (type % 2 === 1) {
    const send = toHex(exchange.request, ' ');
    return { verb: 'uds', value: { send, ...responseChecks({ exchange, step: SEED, outcome: null, startUs: 0 }) } };
  }
  const nrc = exchange.outcome.kind === 'negative' ? { nrc: nrcName(exchange.outcome.nrc) } : {};
  return { verb: 'passcode', value: { level, ...(wrong ? { wrong } : {}), ...nrc } };
}

const SEED = { verb: 'uds', value: {} } as const;

function failedTool(value: YamlValue): YamlValue {
  return Object.fromEntries(
    Object.entries(fieldsOf(value)).map(([name, run]) => [name, { ...fieldsOf(run), expect: { kind: 'failed' } }]),
  );
}

function fieldsOf(value: YamlValue): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value));
}
