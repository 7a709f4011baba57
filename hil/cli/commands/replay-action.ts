import { statSync } from 'node:fs';

import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { isBundle, noBundleOrTrace, withBundle } from '../../run/open-bundle.ts';
import { INPUT_FORMATS_TEXT } from '../../trace/trace-format.ts';
import { smartkey } from '../../smartkey.ts';
import type { ExitCode } from '../exit-code.ts';
import { refuseWithoutEffect } from '../flags-without-effect.ts';
import type { Terminal } from '../terminal.ts';
import { replayRun } from './replay-bundle-action.ts';
import type { ReplayFlags } from './replay-flags.ts';
import { replaySession } from './replay-session-action.ts';
import { replayTrace } from './replay-trace-action.ts';

/** `smartkey replay`: detects whether the path is a bundle or a trace. */
export async function replay(path: string, flags: ReplayFlags, terminal: Terminal): Promise<ExitCode> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    if (/^\d+$/.test(path)) {
      throw usageError(
        `a seed alone is not a run: ${path}`,
        `repeat an exploration with "${smartkey('explore')} --seed ${path}" and its other flags, or a scenario with "${smartkey('run')} FILE --seed ${path}"; a bundle has all of it`,
      );
    }
    throw noBundleOrTrace(path);
  }
  if (await isBundle(path)) {
    const { bus, rate, id, source, skipBad } = flags;
    refuseWithoutEffect(
      { '--bus': bus, '--rate': rate, '--id': id, '--source': source, '--skip-bad': skipBad },
      `${path} is a bundle, which is repeated in virtual time, as it was; only a log is sent to a bus`,
    );
    return withBundle(path, (open) =>
      open.kind === 'run'
        ? replayRun(open.bundle, flags, terminal)
        : replaySession(open.session, path, flags, terminal),
    );
  }
  if (stats.isFile()) return replayTrace(path, flags, terminal);
  throw usageError(
    `${path} is neither a bundle nor a trace`,
    `name a folder with a bundle.json, or a log: ${INPUT_FORMATS_TEXT}`,
  );
}
