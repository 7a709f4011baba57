import { createHash } from 'node:crypto';
import { EndpointWorld, type EndpointBounds } from './endpoint-world.ts';
import { PairWorld } from './pair-world.ts';
import { exploreWorld, type BrokenRule, type Exploration } from './search.ts';
import { ServerWorld, SERVER_WORLDS } from './server-world.ts';

/** Every rule of conformance has a number from 1 to this. */
const LAST_RULE = 64;

interface TransportOptions {
  /** After each world, with what was found in it. */
  readonly onWorld?: (world: ExploredWorld) => void;
}

interface ExploredWorld extends Exploration {
  readonly name: string;
}

interface TransportExploration {
  readonly worlds: readonly ExploredWorld[];
  readonly states: number;
  readonly transitions: number;
  /** Of all worlds' states. */
  readonly hash: string;
  /** Rules that decided a transition, and how many. */
  readonly rules: ReadonlyMap<number, number>;
  /** Rules that no transition depends on. */
  readonly notExercised: readonly number[];
  /** The world, and the shortest way in it; null where no rule is broken. */
  readonly broken: (BrokenRule & { readonly world: string }) | null;
}

interface NamedWorld {
  readonly name: string;
  readonly explore: () => Exploration;
}

const FLOW_CONTROLS: EndpointBounds['flowControls'] = [
  [0, 0],
  [1, 0],
  [2, 0],
  [0, 1],
  [1, 0xf1],
  [2, 0x80],
];

/** One endpoint that receives, that sends, and that does both; with each addressing and block size. */
function endpointWorlds(): readonly NamedWorld[] {
  const worlds: NamedWorld[] = [];
  for (const addressBytes of [0, 1] as const) {
    const add = (name: string, bounds: Omit<EndpointBounds, 'addressBytes'>): void => {
      const addressing = addressBytes === 0 ? 'normal' : 'extended';
      const world = new EndpointWorld({ addressBytes, ...bounds });
      worlds.push({ name: `${name}, ${addressing} addressing`, explore: () => exploreWorld(world) });
    };
    const sender = { received: [], flowControls: FLOW_CONTROLS, isFine: true };
    for (const blockSize of [0, 1, 2]) {
      const receiver = { received: [8, 20, 125], sent: [], flowControls: [], isFine: true };
      add(`receiver, BS ${blockSize}`, { ...receiver, blockSize, functional: false });
      const both = { received: [8, 20], sent: [2, 8, 20], flowControls: FLOW_CONTROLS.slice(0, 2), isFine: false };
      add(`both directions, BS ${blockSize}`, { ...both, blockSize, functional: false });
    }
    add('sender', { ...sender, sent: [1, 7 - addressBytes, 8, 27], blockSize: 0, functional: false });
    const wraps = { ...sender, flowControls: FLOW_CONTROLS.slice(0, 1), sent: [125], blockSize: 0, functional: false };
    add('sender, SN wraps', wraps);
    add('functional', { ...sender, received: [8], sent: [1, 6], blockSize: 0, functional: true });
  }
  return worlds;
}

/** Two endpoints, and up to two lost frames. */
function pairWorlds(): readonly NamedWorld[] {
  const worlds: NamedWorld[] = [];
  for (const blockSize of [0, 1, 2]) {
    for (const separationTime of [0, 0xf1]) {
      for (const isBothWays of [false, true]) {
        const bounds = { blockSize, separationTime, length: 34, losses: isBothWays ? 1 : 2, isBothWays };
        const name = `pair, BS ${blockSize}, STmin ${separationTime}, ${isBothWays ? 'both ways' : 'one way'}`;
        worlds.push({ name, explore: () => exploreWorld(new PairWorld(bounds)) });
      }
    }
  }
  return worlds;
}

function serverWorlds(): readonly NamedWorld[] {
  return SERVER_WORLDS.map((bounds) => ({
    name: bounds.name,
    explore: () => exploreWorld(new ServerWorld(bounds)),
  }));
}

/**
 * ISO-TP endpoints and the UDS server of the Smart Key ECU against the rules of conformance: every state that small
 * parameters allow, with each timer at −1, 0 and +1 µs. Stops at the first broken rule.
 */
export function exploreTransport(options: TransportOptions = {}): TransportExploration {
  const worlds: ExploredWorld[] = [];
  const rules = new Map<number, number>();
  const hash = createHash('sha256');
  let broken: TransportExploration['broken'] = null;
  for (const { name, explore } of [...endpointWorlds(), ...pairWorlds(), ...serverWorlds()]) {
    const world: ExploredWorld = { name, ...explore() };
    worlds.push(world);
    hash.update(`${name} ${world.hash}\n`);
    for (const [rule, count] of world.rules) rules.set(rule, (rules.get(rule) ?? 0) + count);
    options.onWorld?.(world);
    if (world.broken !== null) {
      broken = { world: name, ...world.broken };
      break;
    }
  }
  const all = Array.from({ length: LAST_RULE }, (_, index) => index + 1);
  return {
    worlds,
    states: worlds.reduce((sum, { states }) => sum + states, 0),
    transitions: worlds.reduce((sum, { transitions }) => sum + transitions, 0),
    hash: hash.digest('hex'),
    rules: new Map([...rules].sort(([a], [b]) => a - b)),
    notExercised: all.filter((rule) => !rules.has(rule)),
    broken,
  };
}
