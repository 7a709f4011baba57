import { counted, isOrAre } from '../../can-bus/text/counted.ts';
import { toHex } from '../../can-bus/bytes/hex.ts';
import { MICROS_PER_SECOND } from '../../can-bus/time/micros.ts';
import { secondsText } from '../../can-bus/trace/seconds.ts';
import type { Explainer } from './explainer.ts';
import type { Explained, ExplainedExchange } from './explained.ts';
import { isSilentTesterPresent, outcomeWords, requestWords, type DescribedExchange } from './exchange-words.ts';
import type { PdxDescription } from './pdx/pdx-description.ts';
import type { BrokenPlace, RuleCount } from './rule-ledger.ts';
import type { BusTotals, StepBack, Talker } from './talkers.ts';
import { ms } from './transport-watch.ts';
import { unjudgedWords } from './unjudged.ts';

/** Ids that the summary lists. */
const SHOWN_IDS = 20;
/** Of a shorter log the load would be that of its first and last frame. */
const LEAST_LOAD_SECONDS = 1;
const COUNTS_WIDTH = 22;
const INDENT = ' '.repeat(18);

/** How the words of an exchange are found, and whether its bus is named. */
export interface WordsOptions {
  /** A diagnostic description of the vehicle; null where there is none. */
  readonly description: PdxDescription | null;
  /** Where there are several. */
  readonly showBus: boolean;
}

/**
 * An exchange or a note as lines: the request, how it ended, and each rule that is broken. A tester present that wants
 * no response, and gets none, has no line.
 */
export function explainedLines(item: Explained, options: WordsOptions): readonly string[] {
  const time = `${secondsText(item.timeUs).padStart(14)} s  ${options.showBus ? `${item.bus}  ` : ''}`;
  const broken = item.broken.map((place) => INDENT + brokenLine(place));
  if (item.kind === 'note') return [`${time}${item.text}`, ...broken];
  const { from, to, request, pair, outcome } = item;
  if (isSilentTesterPresent(request, outcome) && broken.length === 0) return [];
  const described = options.description?.describe(item) ?? null;
  return [
    `${time}${from} → ${to}  ${requestWords(request, pair?.isOurs === true, described)}`,
    INDENT + endLine(item, described),
    ...broken,
  ];
}

function endLine(item: ExplainedExchange, described: DescribedExchange | null): string {
  const { waitedUs, pending } = item;
  const after = waitedUs === null ? '' : `${ms(waitedUs)}: `;
  const waits = pending === 0 ? '' : `${pending} × 0x78, then `;
  return `${waits}${after}${resultWords(item, described)}`;
}

/** How a request ended, or why the log does not show it. */
export function resultWords(item: ExplainedExchange, described: DescribedExchange | null): string {
  return item.unjudged === null ? outcomeWords(item, described) : unjudgedWords(item.unjudged, item.brokenOff);
}

function brokenLine({ rule, text, bytes }: BrokenPlace): string {
  return `rule ${rule} broken: ${text}  [${bytes}]`;
}

/** The same as one JSON value, for a line of its own. */
export function explainedJson(item: Explained, description: PdxDescription | null): object {
  if (item.kind === 'note') return item;
  const { request, outcome, pair, ...rest } = item;
  const response = 'response' in outcome ? toHex(outcome.response) : null;
  const nrc = outcome.kind === 'negative' ? outcome.nrc : null;
  const described = description?.describe(item) ?? null;
  return {
    ...rest,
    request: toHex(request),
    response,
    outcome: outcome.kind,
    nrc,
    text: requestWords(request, pair?.isOurs === true, described),
    result: resultWords(item, described),
  };
}

/** Where the times of a log go backwards, and what that means for the report. */
export function stepBackLines({ bus, frame, fromUs, toUs }: StepBack): readonly string[] {
  const times = `from ${secondsText(fromUs)} s to ${secondsText(toUs)} s`;
  return [
    `warning: the times of ${bus} go backwards before frame ${frame}, ${times}: rules about times are not judged, and ` +
      'its ids have no cycle times',
    'hint: sort the log by time, and explain logs with different clocks one by one',
  ];
}

/** What a log holds, counted. */
export interface ExplainCounts {
  exchanges: number;
  positive: number;
  negative: number;
  silent: number;
  /** Responses that did not come to their end. */
  brokenOff: number;
  notes: number;
}

export function countExplained(counts: ExplainCounts, item: Explained): void {
  if (item.kind === 'note') {
    counts.notes++;
    return;
  }
  counts.exchanges++;
  if (item.outcome.kind === 'positive') counts.positive++;
  else if (item.outcome.kind === 'negative') counts.negative++;
  else if (item.outcome.kind === 'receive-failed') counts.brokenOff++;
  else counts.silent++;
}

/** The summary as a JSON value, as {@link summaryLines}. */
export function summaryJson(
  explainer: Explainer,
  counts: ExplainCounts,
  bitRate: number,
  titleOf: (rule: number) => string,
): object {
  const buses = explainer.talkers.buses.map((totals) => ({
    bus: totals.bus,
    frames: totals.frames,
    seconds: secondsOf(totals),
    loadPercent: loadPercent(totals, bitRate),
    otherFrames: totals.otherFrames,
    ids: byId(totals).map((talker) => {
      const cycle = cycleOf(totals, talker);
      return {
        id: idText(talker),
        frames: talker.frames,
        bytes: talker.longestData,
        cycleMs: cycle?.meanMs ?? null,
        leastMs: cycle?.leastMs ?? null,
        mostMs: cycle?.mostMs ?? null,
      };
    }),
  }));
  const endpoints = explainer.links
    .filter(({ isSeen }) => isSeen)
    .map(({ bus, requestName, responseName, pair, exchanges }) => ({
      bus,
      request: requestName,
      response: responseName,
      origin: pair.origin,
      exchanges,
    }));
  const rules = explainer.ledger.rules.map((count) => ({ ...count, title: titleOf(count.rule) }));
  return { kind: 'summary', ...counts, stepBack: explainer.talkers.stepBack, buses, endpoints, rules };
}

/**
 * The summary as lines.
 *
 * @param bitRate bits a second, for the load
 * @param titleOf the title of a rule
 */
export function summaryLines(
  explainer: Explainer,
  counts: ExplainCounts,
  bitRate: number,
  titleOf: (rule: number) => string,
): readonly string[] {
  const links = explainer.links.filter(({ isSeen }) => isSeen);
  const { rules } = explainer.ledger;
  const broken = rules.filter((rule) => rule.broken > 0);
  return [
    ...explainer.talkers.buses.flatMap((totals) => busLines(totals, bitRate)),
    ...(explainer.talkers.buses.length === 0 ? ['no frames'] : []),
    '',
    links.length === 0 ? 'No diagnostics: no two ids ask and answer.' : 'Diagnostics:',
    ...links.map(
      ({ bus, requestName, responseName, exchanges, pair }) =>
        `  ${bus}  ${requestName} → ${responseName}  ${counted(exchanges, 'exchange')} (${pair.origin})`,
    ),
    ...(counts.exchanges === 0
      ? []
      : [
          `  ${counts.positive} positive, ${counts.negative} negative, ${counts.silent} without a response` +
            (counts.brokenOff === 0 ? '' : `, ${counts.brokenOff} broken off`),
        ]),
    ...(rules.length === 0 ? [] : ['', 'Rules:']),
    ...rules.map((count) => ruleLine(count, titleOf(count.rule))),
    ...broken.flatMap(({ places }) =>
      places.slice(0, 1).map((place) => `  first at ${secondsText(place.timeUs)} s: ${brokenLine(place)}`),
    ),
  ];
}

function ruleLine({ rule, kept, broken }: RuleCount, title: string): string {
  const counts = `${kept} kept, ${broken} broken`;
  return `  ${String(rule).padStart(2)}  ${counts.padEnd(COUNTS_WIDTH)}  ${title}`;
}

function busLines(totals: BusTotals, bitRate: number): readonly string[] {
  const { bus, frames, otherFrames, talkers } = totals;
  const load = loadPercent(totals, bitRate);
  const ids = [...byId(totals)].sort((one, other) => other.frames - one.frames);
  const shown = ids.slice(0, SHOWN_IDS);
  const rest = ids.length - shown.length;
  return [
    `${bus}: ${counted(frames, 'frame')} in ${secondsOf(totals).toFixed(3)} s, ${counted(talkers.size, 'id')}` +
      (load === null ? '' : `, load ${load.toFixed(1)} % of ${bitRate / 1000} kbit/s`),
    ...shown.map((talker) => {
      const cycle = cycleOf(totals, talker);
      const often =
        cycle === null ? '' : `  every ${cycle.meanMs.toFixed(1)} ms (${cycle.leastMs} to ${cycle.mostMs} ms)`;
      return `  ${idText(talker).padStart(8)}  ${String(talker.frames).padStart(8)} frames  ${counted(talker.longestData, 'byte')}${often}`;
    }),
    ...(rest > 0 ? [`  and ${counted(rest, 'more id')}`] : []),
    ...(otherFrames > 0
      ? [`  ${counted(otherFrames, 'frame')} of further ids ${isOrAre(otherFrames)} not listed`]
      : []),
  ];
}

function byId({ talkers }: BusTotals): readonly Talker[] {
  return [...talkers.values()].sort((one, other) => one.id - other.id);
}

function idText({ id, extended }: Talker): string {
  return id
    .toString(16)
    .toUpperCase()
    .padStart(extended ? 8 : 3, '0');
}

/** Null for a single frame, and where the times of the bus go backwards. */
function cycleOf(
  { stepBack }: BusTotals,
  { frames, firstUs, lastUs, leastGapUs, mostGapUs }: Talker,
): { readonly meanMs: number; readonly leastMs: number; readonly mostMs: number } | null {
  if (frames < 2 || stepBack !== null) return null;
  return { meanMs: (lastUs - firstUs) / (frames - 1) / 1000, leastMs: leastGapUs / 1000, mostMs: mostGapUs / 1000 };
}

function secondsOf({ firstUs, lastUs }: BusTotals): number {
  return (lastUs - firstUs) / MICROS_PER_SECOND;
}

function loadPercent(totals: BusTotals, bitRate: number): number | null {
  const seconds = secondsOf(totals);
  return seconds < LEAST_LOAD_SECONDS ? null : (100 * totals.bits) / (seconds * bitRate);
}
