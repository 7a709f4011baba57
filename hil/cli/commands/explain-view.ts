import { toHex } from '../../../can-bus/bytes/hex.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import { OWN_BUS } from '../../../can-bus/trace/frame-record.ts';
import type { Profile } from '../../../ecu-sim/profile.ts';
import { bodyPairs, smartKeyPairs, type DiagnosticPair } from '../../explain/diagnostic-pair.ts';
import { isSilentTesterPresent, requestWords } from '../../explain/exchange-words.ts';
import { resultWords } from '../../explain/explain-text.ts';
import type { Explained, ExplainedExchange } from '../../explain/explained.ts';
import { Explainer } from '../../explain/explainer.ts';
import type { PdxDescription } from '../../explain/pdx/pdx-description.ts';
import type { BusExplainer, ExplainedEvent } from '../../report/explained-event.ts';
import type { Tone } from '../../report/timeline-data.ts';
import { outcomeTone } from '../../report/uds-lane.ts';

/** What is known before a log is explained. */
export interface ExplainingOptions {
  readonly profile: Profile;
  /** Pairs of ids that were given. */
  readonly given: readonly DiagnosticPair[];
  /** A diagnostic description of the vehicle; null where there is none. */
  readonly description: PdxDescription | null;
}

/** Pairs in the order in which they are tried: those that were given, those of the profile. */
export function knownPairs({ profile, given }: ExplainingOptions): readonly DiagnosticPair[] {
  return [...given, ...smartKeyPairs(profile), ...bodyPairs(profile)];
}

/**
 * Explains a bus for the viewer: exchanges with other ECUs than the Smart Key ECU, whose exchanges it shows by itself,
 * and broken rules of all.
 *
 * @param onlyRules whether the trace has the exchanges of all ECUs
 */
export function viewExplainer(options: ExplainingOptions, onlyRules: boolean): BusExplainer {
  const smartKey = smartKeyPairs(options.profile);
  const found: Explained[] = [];
  const pairs = [...options.given, ...smartKey, ...bodyPairs(options.profile)];
  const explainer = new Explainer(pairs, (item) => found.push(item));
  const drain = (nowUs: Micros): readonly ExplainedEvent[] =>
    found.splice(0).flatMap((item) => {
      const isShown = !onlyRules && !(item.kind === 'exchange' && item.pair !== null && smartKey.includes(item.pair));
      return [...(isShown ? eventsOf(item, nowUs, options.description) : []), ...brokenEvents(item, nowUs)];
    });
  return {
    take: (frame, timeUs) => {
      explainer.take(frame, timeUs, OWN_BUS);
      return found.length === 0 ? NOTHING : drain(timeUs);
    },
    skipped: () => explainer.skipped(),
    end: (nowUs) => {
      explainer.end(nowUs);
      return drain(nowUs);
    },
  };
}

const NOTHING: readonly ExplainedEvent[] = [];

function eventsOf(item: Explained, nowUs: Micros, description: PdxDescription | null): readonly ExplainedEvent[] {
  if (item.kind === 'note') {
    const event = { id: 0, timeUs: nowUs, kind: 'uds', source: 'the bus', event: 'note', text: item.text } as const;
    return [{ event, span: null }];
  }
  return isSilentTesterPresent(item.request, item.outcome) ? [] : [exchangeEvent(item, nowUs, description)];
}

function exchangeEvent(item: ExplainedExchange, nowUs: Micros, description: PdxDescription | null): ExplainedEvent {
  const { request, outcome, pair, from, to, timeUs: startedUs } = item;
  const described = description?.describe(item) ?? null;
  const asked = requestWords(request, pair?.isOurs === true, described);
  const ended = resultWords(item, described);
  const text = `${asked}: ${ended}`;
  const response = 'response' in outcome ? toHex(outcome.response) : null;
  return {
    event: {
      id: 0,
      timeUs: nowUs,
      kind: 'uds',
      source: from,
      event: 'uds-exchange',
      text,
      endpoint: `${from} → ${to}`,
      startedUs,
      request: toHex(request),
      response,
    },
    span: {
      startedUs,
      endUs: Math.max(startedUs, item.endUs),
      label: text,
      tone: toneOf(item),
      detail: `${from} → ${to}: ${toHex(request, ' ')} → ${response ?? 'nothing'}`,
    },
  };
}

function toneOf({ broken, unjudged, outcome, functional }: ExplainedExchange): Tone {
  if (broken.length > 0) return 'bad';
  return unjudged === null ? outcomeTone(outcome, functional) : 'muted';
}

function brokenEvents({ broken }: Explained, nowUs: Micros): readonly ExplainedEvent[] {
  return broken.map(({ rule, text, bytes }) => ({
    event: {
      id: 0,
      timeUs: nowUs,
      kind: 'bus',
      source: 'the rules',
      event: 'rule-broken',
      rule,
      text: `Rule ${rule} broken: ${text} [${bytes}]`,
    },
    span: null,
  }));
}
