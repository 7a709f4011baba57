import { counted, grouped, isOrAre } from '../../../can-bus/text/counted.ts';
import { whyOf } from '../../report/run-report.ts';
import { BundleError } from '../../run/read-bundle.ts';
import { replayBundle, type Replayed } from '../../run/replay-bundle.ts';
import type { SessionBundle } from '../../run/read-session.ts';
import { isAboutKeys, notExactly } from '../../run/session-limits.ts';
import { pathWord, smartkey, smartkeyLine } from '../../smartkey.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { differenceLines, versionLines } from './replay-bundle-action.ts';
import type { ReplayFlags } from './replay-flags.ts';

/**
 * Repeats the session of a car: what was done to it, and what tools asked. Bit for bit where nothing came from outside;
 * else the responses are compared. 0 where it is the same, 6 where it is not.
 */
export async function replaySession(
  session: SessionBundle,
  path: string,
  flags: ReplayFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { manifest, recorded, refused, tracePath } = session;
  if (recorded === null) {
    throw new BundleError(
      `${path} cannot be repeated: ${refused ?? "the session was longer than the car's logs reach back, so its start is not known"}`,
      `look at it with "${smartkeyLine(['view', pathWord(path)])}", or unpack it and send its frames with "${smartkey('replay')} trace.jsonl --bus URL"`,
    );
  }
  const replayed = await replayBundle({
    ...{ manifest, scenario: recorded.scenario, tracePath },
    leavesOut: isAboutKeys,
  });
  const outcome = outcomeOf(session, replayed);
  if (flags.json === true) {
    const { result, compared, difference } = replayed;
    const { verdict, steps } = result;
    const data = { outcome, verdict, steps: steps.length, compared, difference, notExactly: notExactly(manifest) };
    terminal.out(JSON.stringify(data));
  } else for (const line of linesOf(session, replayed, outcome, flags.quiet === true)) terminal.out(line);
  return outcome === 'different' ? EXIT.notDeterministic : EXIT.passed;
}

type Outcome = 'same' | 'same-responses' | 'different';

function outcomeOf({ manifest }: SessionBundle, { result, difference }: Replayed): Outcome {
  if (difference === null) return 'same';
  return manifest.tools.length > 0 && result.verdict === 'pass' ? 'same-responses' : 'different';
}

function linesOf(session: SessionBundle, replayed: Replayed, outcome: Outcome, isQuiet: boolean): readonly string[] {
  const { manifest } = session;
  const { result, difference, compared, leftOut, traceIsWhole } = replayed;
  const why = whyOf(result);
  const head = [
    `session, seed ${manifest.seed}: ${counted(result.steps.length, 'step')} repeated`,
    ...versionLines(manifest),
  ];
  const limits = notExactly(manifest).map((reason) => `  not bit for bit: ${reason}`);
  switch (outcome) {
    case 'same': {
      const events = counted(compared, 'event', grouped);
      const end = `same: ${events}, bit for bit`;
      const cut = traceIsWhole
        ? []
        : [`  trace.jsonl of the session is cut off: its first ${events} ${isOrAre(compared)} compared`];
      const keys =
        leftOut === 0 ? [] : [`  not compared: ${counted(leftOut, 'time')} a key was made, removed or given a voltage`];
      return isQuiet ? [end] : [...head, ...keys, ...cut, end];
    }
    case 'same-responses': {
      const end = 'same responses: every request got the response that was recorded';
      return isQuiet ? [end] : [...head, ...limits, end];
    }
    case 'different': {
      const end = [
        `not the same: ${why === '' ? 'an event differs' : why}`,
        ...(difference === null ? [] : differenceLines(difference)),
      ];
      return isQuiet ? end : [...head, ...limits, ...end];
    }
  }
}
