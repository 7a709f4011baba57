import { counted } from '../../../can-bus/text/counted.ts';
import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { exploreTransport } from '../../explore/transport/explore-transport.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { refuseWithoutEffect } from '../flags-without-effect.ts';
import type { Terminal } from '../terminal.ts';
import type { ExploreFlags } from './explore-flags.ts';

/** The built-in world that is not the whole car: ISO-TP endpoints and the UDS server. */
export const TRANSPORT_WORLD = 'transport';

/**
 * `smartkey explore --exhaustive --world transport`. It takes seconds, so that it has no progress file.
 *
 * @throws OperationError (usage) for `--progress`
 */
export function exploreTransportWorld(flags: ExploreFlags, terminal: Terminal): ExitCode {
  const { json = false, quiet = false } = flags;
  if (flags.progress !== undefined) {
    throw usageError(`--progress does not go with --world ${TRANSPORT_WORLD}`, 'remove --progress');
  }
  refuseWithoutEffect({ '--jobs': flags.jobs }, `the world ${TRANSPORT_WORLD} takes one thread`);
  const found = exploreTransport({
    onWorld: ({ name, states, transitions, depth }) => {
      if (!json && !quiet)
        terminal.out(`${name}: ${counted(states, 'state')}, ${counted(transitions, 'transition')}, depth ${depth}`);
    },
  });
  const { worlds, states, transitions, hash, rules, notExercised, broken } = found;
  if (json) {
    terminal.out(
      JSON.stringify({
        worlds: worlds.map(summaryOf),
        states,
        transitions,
        hash,
        rules: [...rules],
        notExercised,
        broken,
      }),
    );
  } else {
    if (broken === null) terminal.out('every state was visited; no rule is broken');
    else {
      terminal.out(`broken in the world "${broken.world}": ${broken.problem}`);
      terminal.out(`the shortest way there has ${counted(broken.path.length, 'input')}:`);
      for (const input of broken.path) terminal.out(`  ${input}`);
    }
    if (!quiet) {
      terminal.out(`world ${TRANSPORT_WORLD}: ${counted(states, 'state')}, ${counted(transitions, 'transition')}`);
      terminal.out(`rules of conformance exercised: ${[...rules.keys()].join(' ')}`);
      terminal.out(`not exercised: ${notExercised.join(' ')}`);
      terminal.out(`hash of the set of states: ${hash}`);
    }
  }
  return broken === null ? EXIT.passed : EXIT.failed;
}

function summaryOf({
  name,
  states,
  transitions,
  depth,
  hash,
}: ReturnType<typeof exploreTransport>['worlds'][number]): object {
  return { name, states, transitions, depth, hash };
}
