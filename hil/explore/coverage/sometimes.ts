import type { CoverageCounts } from './coverage-counts.ts';

/** Something that must happen at least once in an exploration, or it has not explored enough. */
interface Sometimes {
  readonly what: string;
  readonly rule: string;
  /** Keys of cells, or their beginnings followed by `*`: one of them was reached. */
  readonly cells: readonly string[];
}

export interface SometimesResult extends Sometimes {
  readonly count: number;
}

function sometimes(rule: string, what: string, ...cells: readonly string[]): Sometimes {
  return { rule, what, cells };
}

/** At the deadline itself, a microsecond before and after: {-1, 0, +1}. */
function aroundDeadline(rule: string, what: string, state: string, input: string): readonly Sometimes[] {
  return [-1, 0, 1].map((offset) => {
    const when = offset === 0 ? 'at' : offset < 0 ? '1 µs before' : '1 µs after';
    return sometimes(rule, `${what} ${when} the deadline`, `deadline|${rule}|${state}|${input}|${offset}`);
  });
}

const history = (procedure: string, outcome: string, reason: string): string =>
  `history|${procedure}|${outcome}|${reason}`;

/** The catalogue. */
const SOMETIMES: readonly Sometimes[] = [
  sometimes('RST-3', 'a reset completes', history('reset', 'completed', 'none')),
  sometimes('RST-6', 'a low battery aborts a running reset', history('reset', 'aborted', 'battery')),
  sometimes('RST-6', 'a power loss aborts a reset', history('reset', 'aborted', 'power-loss')),
  sometimes('RST-7', 'the end of the session cancels an armed reset', history('reset', 'aborted', 'session-ended')),
  sometimes('RST-1', 'a reset is refused for the door', history('reset', 'refused', 'door')),
  sometimes('RST-1', 'a reset is refused for the battery', history('reset', 'refused', 'battery')),
  sometimes('REG-4', 'an additional registration ends with its key', 'transition|ready-to-start|awaiting-new-key|idle'),
  sometimes('REG-5', 'a registration completes', history('registration', 'completed', 'none')),
  sometimes('REG-7', 'a registration step times out', history('registration', 'timed-out', 'step-timeout')),
  sometimes('REG-1', 'a registration is refused for the speed', history('registration', 'refused', 'speed')),
  sometimes('REG-1', 'a registration is refused by a fault', history('registration', 'refused', 'prohibited-by-fault')),
  sometimes('REG-1', 'a registration is refused: no free slot', history('registration', 'refused', 'full')),
  sometimes('REG-6', 'a registered key is refused', history('registration', 'refused', 'already-registered')),
  sometimes(
    'KEY-3',
    'a bound or retired key is refused',
    history('registration', 'refused', 'bound-elsewhere-or-retired'),
  ),
  sometimes('KEY-6', 'a weak key is refused', history('registration', 'refused', 'weak-key-battery')),
  sometimes('REG-6', 'an antenna fault refuses a key', history('registration', 'refused', 'antenna')),
  sometimes('ERA-5', 'an erasure completes', history('erasure', 'completed', 'none')),
  sometimes('ERA-4', 'a delete is refused: count differs', history('erasure', 'refused', 'count-differs')),
  sometimes('ERA-6', 'an erase window times out', 'history|erasure|timed-out|*'),
  sometimes('ERA-6', 'a power loss ends an erasure', history('erasure', 'aborted', 'power-loss')),
  sometimes(
    'AUT-6',
    'another procedure is under way',
    'history|reset|refused|other-procedure',
    'history|registration|refused|other-procedure',
  ),
  sometimes('AUT-3', 'the last wrong pass-code starts the delay', 'response|27|extended|36'),
  sometimes('AUT-3', 'a seed is refused in the delay', 'response|27|extended|37'),
  sometimes('AUT-5', 'an unlocked level answers an all-zero seed', 'event|all-zero-seed'),
  sometimes('conformance 1', 'a service is refused in the default session', 'response|31|default|7F'),
  sometimes('conformance 20', 'a response is pending', 'response|31|extended|78'),
  sometimes('RST-5', '0x11 is refused while a reset runs', 'response|11|extended|22', 'response|11|default|22'),
  sometimes('VEH-4', 'the power fails inside a memory write', 'event|memory-write-cut'),
  sometimes('VEH-5', 'the ECU starts with unreadable memory', 'event|memory-damaged'),
  sometimes('KEY-4', 'a registered key permits the start', 'touch|idle|start-permitted|*'),
  sometimes('KEY-5', 'the engine starts', 'event|engine-started'),
  ...aroundDeadline('RST-4', 'something happens to a running reset', 'running', 'any'),
  ...aroundDeadline('ERA-2', 'a key is touched', 'window-open', 'touch'),
  ...aroundDeadline('REG-7', 'a key is touched', 'awaiting-new-key', 'touch'),
  ...aroundDeadline('AUT-3', 'a request comes', 'idle', 'request'),
  ...aroundDeadline('conformance 25', 'a request comes', 'idle', 'request'),
  sometimes('TEC-1', 'every procedure succeeds after all faults have ended', 'event|all-procedures-succeeded'),
];

/** How often each of the catalogue happened. */
export function judgeSometimes(
  counts: CoverageCounts,
  catalogue: readonly Sometimes[] = SOMETIMES,
): readonly SometimesResult[] {
  const keys = Object.keys(counts);
  return catalogue.map((entry) => {
    const reached = entry.cells.flatMap((cell) => keys.filter((key) => isCell(key, cell)));
    return { ...entry, count: [...new Set(reached)].reduce((sum, key) => sum + (counts[key] ?? 0), 0) };
  });
}

function isCell(key: string, cell: string): boolean {
  if (key === cell) return true;
  const parts = key.split('|');
  const wanted = cell.split('|');
  return parts.length === wanted.length && wanted.every((part, index) => isPart(part, parts[index] ?? ''));
}

function isPart(wanted: string, part: string): boolean {
  return wanted === part || wanted === '*' || wanted === 'any';
}
