import { counted } from '../../../can-bus/text/counted.ts';
import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { MAX_DATA_BYTES, readInput, unreadable } from '../../read-input.ts';
import { MAX_BASE_ID, MAX_EXTENDED_ID } from '../../../can-bus/frame/can-frame.ts';
import { openClientPort } from '../../../can-bus/ports/open-port.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import { RealClock } from '../../../can-bus/time/real-clock.ts';
import { OWN_BUS } from '../../../can-bus/trace/frame-record.ts';
import { junitReport } from '../../conformance/report.ts';
import { RULES } from '../../conformance/rules.ts';
import type { RuleFinding } from '../../conformance/run-probes.ts';
import type { DiagnosticPair, PairEnd } from '../../explain/diagnostic-pair.ts';
import {
  countExplained,
  explainedJson,
  explainedLines,
  summaryJson,
  stepBackLines,
  summaryLines,
  type ExplainCounts,
  type WordsOptions,
} from '../../explain/explain-text.ts';
import type { Explained } from '../../explain/explained.ts';
import { Explainer } from '../../explain/explainer.ts';
import type { PdxDescription } from '../../explain/pdx/pdx-description.ts';
import type { RuleLedger } from '../../explain/rule-ledger.ts';
import { openTrace } from '../../trace/read-trace.ts';
import type { InputFormat } from '../../trace/trace-format.ts';
import { isRecord } from '../../trace/trace-record.ts';
import { badLines, leftOutLines, TraceRemarks } from '../../trace/trace-remarks.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { refuseWithoutEffect } from '../flags-without-effect.ts';
import { loadProfile } from '../load-profile.ts';
import { outputLoss } from '../output-loss.ts';
import { checkDifferentFiles } from '../same-file.ts';
import type { Terminal } from '../terminal.ts';
import { terminationSignal } from '../termination-signal.ts';
import { writeOutput } from '../write-output.ts';
import { warnOfTrouble } from '../warn-of-trouble.ts';
import { knownPairs, type ExplainingOptions } from './explain-view.ts';
import { view } from './view-action.ts';

/** The flags of `smartkey explain`, as commander returns them. */
export interface ExplainFlags {
  readonly bus?: string;
  readonly from?: InputFormat;
  readonly pair?: readonly string[];
  readonly bitrate: number;
  readonly pdx?: string;
  readonly summary?: true;
  readonly skipBad?: true;
  readonly junit?: string;
  readonly html?: string;
  readonly profile?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** `smartkey explain`: a log or a bus in words. @throws OperationError (usage), TraceFileError, PortError */
export async function explain(path: string | undefined, flags: ExplainFlags, terminal: Terminal): Promise<ExitCode> {
  if ((path === undefined) === (flags.bus === undefined)) {
    throw usageError('explain needs exactly one source', 'name a log, or give --bus');
  }
  if (flags.html !== undefined && path === undefined) {
    throw usageError('--html needs a log', 'record the bus first, and name the file');
  }
  checkDifferentFiles(
    [
      ['the log', path],
      ['--pdx', flags.pdx],
      ['--profile', flags.profile],
    ],
    [
      ['--junit', flags.junit],
      ['--html', flags.html],
    ],
  );
  if (flags.junit !== undefined || flags.html !== undefined) outputLoss.ignore();
  if (path === undefined) {
    const { from, skipBad } = flags;
    refuseWithoutEffect({ '--from': from, '--skip-bad': skipBad }, 'it is for a log, and --bus listens to a bus');
  }
  const profile = await loadProfile(flags.profile);
  const description = flags.pdx === undefined ? null : await readPdx(flags.pdx);
  const options: ExplainingOptions = { profile, given: (flags.pair ?? []).map(pairOf), description };
  const counts: ExplainCounts = { exchanges: 0, positive: 0, negative: 0, silent: 0, brokenOff: 0, notes: 0 };
  const explainer = new Explainer(knownPairs(options), (item) => {
    countExplained(counts, item);
    const words = { description, showBus: explainer.talkers.buses.length > 1 };
    if (flags.summary !== true) print(item, words, flags, terminal);
  });
  const isGood =
    path === undefined ? await fromBus(flags, explainer, terminal) : await fromTrace(path, flags, explainer, terminal);
  if (!isGood) return EXIT.usage;
  if (flags.json === true) terminal.out(JSON.stringify(summaryJson(explainer, counts, flags.bitrate, titleOfRule)));
  else for (const line of summaryLines(explainer, counts, flags.bitrate, titleOfRule)) terminal.out(line);
  const { rules } = explainer.ledger;
  const { junit, html } = flags;
  if (junit !== undefined) {
    await writeOutput(junit, junitReport(findingsOf(explainer.ledger), path ?? flags.bus ?? ''), '--junit');
  }
  if (html !== undefined && path !== undefined) await page(path, html, flags, terminal, options);
  return rules.some(({ broken }) => broken > 0) ? EXIT.failed : EXIT.passed;
}

/** Loads the libraries for it only where it is wanted. @throws OperationError (usage) */
async function readPdx(path: string): Promise<PdxDescription> {
  const { PdxDescription: description } = await import('../../explain/pdx/pdx-description.ts');
  let bytes: Uint8Array;
  try {
    bytes = readInput(path, MAX_DATA_BYTES);
  } catch (error) {
    throw usageError(`--pdx: ${unreadable('file', path, error)}`, 'name a PDX package');
  }
  return description.read(path, bytes);
}

function titleOfRule(rule: number): string {
  return RULES[rule - 1] ?? '';
}

function print(item: Explained, options: WordsOptions, { json }: ExplainFlags, terminal: Terminal): void {
  if (json === true) terminal.out(JSON.stringify(explainedJson(item, options.description)));
  else for (const line of explainedLines(item, options)) terminal.out(line);
}

async function fromTrace(
  path: string,
  flags: ExplainFlags,
  explainer: Explainer,
  terminal: Terminal,
): Promise<boolean> {
  const remarks = new TraceRemarks();
  const { items } = await openTrace(path, flags.from === undefined ? {} : { format: flags.from });
  let endUs: Micros = -Infinity;
  for await (const portion of items) {
    for (const item of portion) {
      if (isRecord(item)) endUs = Math.max(endUs, item.timeUs);
      if (item.kind === 'frame') explainer.take(item.frame, item.timeUs, item.bus);
      else remarks.take(item);
      if (item.kind === 'bad') explainer.skipped();
    }
  }
  explainer.end(endUs);
  const isGood = remarks.badCount === 0 || flags.skipBad === true;
  for (const line of badLines(remarks, path, isGood ? 'warning' : 'error')) terminal.err(line);
  if (!isGood) terminal.err('hint: use --skip-bad to skip these and explain the rest');
  const { stepBack } = explainer.talkers;
  if (stepBack !== null) for (const line of stepBackLines(stepBack)) terminal.err(line);
  if (flags.quiet !== true) for (const line of leftOutLines(remarks, [])) terminal.err(line);
  return isGood;
}

async function fromBus(flags: ExplainFlags, explainer: Explainer, terminal: Terminal): Promise<boolean> {
  const port = await openClientPort(flags.bus ?? '');
  // Before it says so: a program that reads the line may end it at once.
  const interrupted = terminationSignal();
  if (flags.quiet !== true) warnOfTrouble(port, (line) => terminal.err(line));
  if (flags.quiet !== true) terminal.err(`listening to ${port.url}; stop with Ctrl-C`);
  const clock = new RealClock({ rate: 1 });
  let lastUs: Micros = 0;
  try {
    const ended = new Promise<void>((resolve) => {
      port.frames.subscribe({
        next: (frame) => {
          // The adapter's stamps may differ by more than the time between two frames.
          lastUs = Math.max(lastUs, Math.round(clock.nowUs() - (port.receivedAgoUs ?? 0)));
          explainer.take(frame, lastUs, OWN_BUS);
        },
        complete: () => resolve(),
      });
    });
    await Promise.race([ended, interrupted]);
    explainer.end(clock.nowUs());
  } finally {
    clock.close();
    await port.close();
  }
  return true;
}

async function page(
  path: string,
  output: string,
  flags: ExplainFlags,
  terminal: Terminal,
  explaining: ExplainingOptions,
): Promise<void> {
  const { profile, skipBad } = flags;
  const options = { ...(profile === undefined ? {} : { profile }), ...(skipBad === undefined ? {} : { skipBad }) };
  const silent: Terminal = { ...terminal, out: () => undefined, err: () => undefined, progress: () => undefined };
  await view(path, { ...options, output, outputFlag: '--html', open: false }, silent, explaining);
}

/** A rule that the log says nothing about is not probed. */
function findingsOf(ledger: RuleLedger): readonly RuleFinding[] {
  const byRule = new Map(ledger.rules.map((count) => [count.rule, count]));
  return RULES.map((title, index) => {
    const rule = index + 1;
    const count = byRule.get(rule);
    if (count === undefined) {
      const reason = ledger.judges(rule) ? 'nothing in the log' : 'the times of the log go backwards';
      return { rule, title, verdict: 'not probed', reason, evidence: [] };
    }
    const { kept, broken, places } = count;
    if (broken === 0)
      return { rule, title, verdict: 'pass', reason: null, evidence: [`kept ${counted(kept, 'time')}`] };
    const evidence = places.map(({ timeUs, text, bytes }) => `${timeUs} µs  ${text}  [${bytes}]`);
    return { rule, title, verdict: 'fail', reason: `broken ${counted(broken, 'time')}`, evidence };
  });
}

const PAIR = /^([\dA-F]{1,8})(?:\/([\dA-F]{1,2}))?:([\dA-F]{1,8})(?:\/([\dA-F]{1,2}))?$/i;
/** More digits make an id one of 29 bits. */
const BASE_DIGITS = 3;

/** @throws OperationError (usage) */
function pairOf(text: string): DiagnosticPair {
  const parts = PAIR.exec(text);
  const [, request = '', requestAddress, response = '', responseAddress] = parts ?? [];
  if (parts === null || (requestAddress === undefined) !== (responseAddress === undefined)) {
    throw usageError(`--pair "${text}" is no pair of ids`, 'write --pair 7E0:7E8, or --pair 750/B5:758/B5');
  }
  return {
    request: endOf(text, request, requestAddress),
    response: endOf(text, response, responseAddress),
    origin: 'given',
    isOurs: false,
  };
}

function endOf(text: string, idText: string, address: string | undefined): PairEnd {
  const id = Number.parseInt(idText, 16);
  const extended = idText.length > BASE_DIGITS || id > MAX_BASE_ID;
  if (id > MAX_EXTENDED_ID) throw usageError(`--pair "${text}": ${idText} is no CAN id`, 'ids go up to 1FFFFFFF');
  return { id, extended, address: address === undefined ? null : Number.parseInt(address, 16) };
}
