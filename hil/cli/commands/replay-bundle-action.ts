import { counted, grouped, isOrAre } from '../../../can-bus/text/counted.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { MICROS_PER_SECOND } from '../../../can-bus/time/micros.ts';
import type { RepeatedFailure } from '../../explore/failure/exploration-record.ts';
import { whyOf } from '../../report/run-report.ts';
import { BUNDLE_FILES, type BundleManifest } from '../../run/bundle-format.ts';
import type { Bundle } from '../../run/read-bundle.ts';
import { replayBundle, type Difference, type Replayed } from '../../run/replay-bundle.ts';
import { PACKAGE_VERSION } from '../../run/run-info.ts';
import { describeLine } from '../../trace/describe-record.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ReplayFlags } from './replay-flags.ts';

/** Repeats the run of a bundle: 0 where it is the same run, 6 where it is not. */
export async function replayRun(bundle: Bundle, flags: ReplayFlags, terminal: Terminal): Promise<ExitCode> {
  const replayed = asFarAsItsTrace(bundle, await replayBundle(bundle));
  const exploration = await explorationOf(bundle);
  const isSame = isSameRun(bundle, replayed) && exploration?.isSame !== false;
  if (flags.json === true)
    terminal.out(
      JSON.stringify({ ...asData(bundle, replayed, isSame), ...(exploration === null ? {} : { exploration }) }),
    );
  else {
    for (const line of linesOf(bundle, replayed, exploration, flags.quiet === true)) terminal.out(line);
    if (exploration !== null) for (const line of explorationLines(exploration)) terminal.out(line);
  }
  return isSame ? EXIT.passed : EXIT.notDeterministic;
}

/** The event hash says that it is the same run: then a trace that ends before it has lost its end. */
function asFarAsItsTrace({ manifest }: Bundle, replayed: Replayed): Replayed {
  const { difference, result, compared } = replayed;
  if (difference?.then !== null || result.traceHash !== manifest.traceHash) return replayed;
  return { ...replayed, difference: null, compared: compared - 1, traceIsWhole: false };
}

/** What is wrong with the trace of a bundle that has not all of it. */
function traceProblem({ tracePath }: Bundle, { compared }: Replayed): string {
  const file = BUNDLE_FILES.trace;
  if (tracePath === null) return `the bundle has no ${file}: only the event hash is compared`;
  if (compared === 0)
    return `${file} of the bundle is empty, or cut off in its first line: only the event hash is compared`;
  return `${file} of the bundle is cut off: its first ${counted(compared, 'event', grouped)} ${isOrAre(compared)} compared`;
}

/** The oracle is only loaded for a bundle that has a record for it. */
async function explorationOf({ folder }: Bundle): Promise<RepeatedFailure | null> {
  const path = join(folder, BUNDLE_FILES.exploration);
  if (!existsSync(path)) return null;
  const { repeatExploration } = await import('../../explore/failure/exploration-record.ts');
  return await repeatExploration(path);
}

function explorationLines({ before, now, isSame }: RepeatedFailure): readonly string[] {
  if (now === null) return [`no rule is broken; before, ${before.rule} was: ${before.aspect}`];
  const { rule, aspect, oracle, firmware, atUs } = now;
  const head = `broken: ${rule}: ${aspect}, at ${(atUs / MICROS_PER_SECOND).toFixed(6)} s`;
  const sides = [`  rules     ${oracle}`, `  firmware  ${firmware}`];
  return isSame ? [head, ...sides] : [head, ...sides, `  before, ${before.rule} was broken: ${before.aspect}`];
}

/** The hash covers names too: a bundle with former names has another one, so that only its trace decides. */
function isSameRun({ manifest }: Bundle, { result, difference, traceIsWhole, hasFormerNames }: Replayed): boolean {
  const isSameHash = result.traceHash === manifest.traceHash || (hasFormerNames && traceIsWhole);
  return difference === null && isSameHash;
}

function asData({ manifest }: Bundle, { result, difference, compared, traceIsWhole }: Replayed, same: boolean): object {
  const decoded = difference === null ? null : { ...difference, words: wordsOf(difference) };
  const { verdict, traceHash } = result;
  return { same, verdict, traceHash, before: manifest.traceHash, compared, traceIsWhole, difference: decoded };
}

function linesOf(
  bundle: Bundle,
  replayed: Replayed,
  exploration: RepeatedFailure | null,
  isQuiet: boolean,
): readonly string[] {
  const { manifest } = bundle;
  const { result, traceIsWhole } = replayed;
  const { name, seed, verdict, bench } = manifest;
  const why = whyOf(result);
  const head = [
    `${name}, seed ${seed}: ${result.verdict}${result.verdict === verdict ? ', as before' : `; before it was ${verdict}`}`,
    ...(why === '' ? [] : [`  ${why}`]),
    ...versionLines(manifest),
    ...(bench === 'virtual' ? [] : [`  it ran on the bench ${bench}; here it runs in virtual time`]),
    ...(traceIsWhole ? [] : [`  ${traceProblem(bundle, replayed)}`]),
  ];
  const end = conclusionLines(bundle, replayed, exploration);
  return isQuiet ? end : [...head, ...end];
}

function conclusionLines(
  bundle: Bundle,
  replayed: Replayed,
  exploration: RepeatedFailure | null,
): readonly [string, ...string[]] {
  const { result, difference, compared } = replayed;
  const hash = `event hash ${result.traceHash ?? 'none'}`;
  const events = `${hash}, ${counted(compared, 'event', grouped)} compared`;
  if (isSameRun(bundle, replayed)) {
    if (exploration === null || exploration.isSame) return [`same: ${events}`];
    return [`not the same: ${whatIsOtherwise(exploration)}; the run itself is the same: ${events}`];
  }
  const { traceHash } = bundle.manifest;
  const lines = difference === null ? [] : differenceLines(difference);
  if (result.traceHash !== traceHash) return [`not the same: ${hash}, before ${traceHash ?? 'none'}`, ...lines];
  const file = `${BUNDLE_FILES.trace} of the bundle`;
  return [`not the same: ${file} has another event; the run itself is the same: ${hash}`, ...lines];
}

/** The lines that follow have both sides. */
function whatIsOtherwise({ before, now }: RepeatedFailure): string {
  if (now === null) return `${before.rule} is no longer broken`;
  return now.rule === before.rule ? `${now.rule} is broken in another way` : `another rule is broken, ${now.rule}`;
}

/** Says of which version a bundle is, where that is another one. */
export function versionLines({ versions }: Pick<BundleManifest, 'versions'>): readonly string[] {
  const version = versions['virtual-smart-key'];
  return version === PACKAGE_VERSION ? [] : [`  the bundle is of version ${version}, this is ${PACKAGE_VERSION}`];
}

/** The first difference between two runs, for people. */
export function differenceLines(difference: Difference): readonly string[] {
  const words = wordsOf(difference);
  return [
    `  first difference: event ${difference.line} of the trace`,
    `  before  ${words.then}`,
    `  now     ${words.now}`,
  ];
}

function wordsOf({ then, now }: Difference): { readonly then: string; readonly now: string } {
  const words = (line: string | null): string => (line === null ? 'nothing more' : describeLine(line));
  return { then: words(then), now: words(now) };
}
