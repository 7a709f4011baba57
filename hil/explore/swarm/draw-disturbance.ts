import type { RandomSource } from '../../../can-bus/random/random-source.ts';
import type { YamlValue } from '../../record/recorded-step.ts';
import type { DisturbanceFeature } from './swarm-mix.ts';
import { pick } from './pick.ts';
import type { SwarmStep } from './swarm-step.ts';
import { REGISTERED_KEYS, OTHER_KEYS } from './swarm-world.ts';

/** Faults that leave the Smart Key ECU's own behaviour as it is, on the bus around it. */
const BUS_FAULTS: readonly YamlValue[] = [
  { bus: { drop: 0.2, count: 3 } },
  { bus: { corrupt: 0.3, count: 4 } },
  { bus: { delayMs: 3, count: 5 } },
  { silent: ['body'] },
  { silent: [] },
  { busOff: { node: 'body' } },
  { babble: { periodMs: 1, durationMs: 400 } },
  { transport: { ecu: { wrongSequence: 0.5, count: 2 } } },
  { transport: { tool: { consecutiveLost: 0.5, count: 2 } } },
  { transport: { tool: { flowLost: 0.5, count: 2 } } },
];

const RESPONSE_FAULTS: readonly YamlValue[] = [
  { answers: [{ drop: true, count: 1 }] },
  { answers: [{ delayMs: 30, count: 2 }] },
  { answers: [{ request: '22', truncate: 2, count: 1 }] },
  { answers: [{ request: '31', pending: 2, count: 1 }] },
];

/** The feature's faults, or its frames and tools. */
export function drawDisturbance(feature: DisturbanceFeature, random: RandomSource): readonly SwarmStep[] {
  switch (feature) {
    case 'power-cut':
      return [{ verb: 'powerCycle', value: { offMs: pick([1, 100, 100, 2500], random) } }];
    case 'write-cut':
      return [
        fault({
          memoryCut: { write: 1 + random.below(2), byte: random.chance(0.3) ? 100_000 : random.below(200), offMs: 100 },
        }),
      ];
    case 'ecu-faults':
      return [
        { verb: 'fault', value: { fault: pick(['B278D', 'B2785', 'B2781', 'B27A5'], random), on: random.chance(0.5) } },
      ];
    case 'bus-faults':
      return [random.chance(0.3) ? { verb: 'fault', value: 'none' } : fault(pick(BUS_FAULTS, random))];
    case 'response-faults':
      return [random.chance(0.3) ? { verb: 'fault', value: 'none' } : fault(pick(RESPONSE_FAULTS, random))];
    case 'memory-damage':
      return [fault({ memoryDamage: [pick(['keys', 'security', 'log', 'identity'], random)] })];
    case 'frames':
      return [{ verb: 'send', value: { id: pick([0x7df, 0x750, 0x7b5, 0x758], random), data: drawData(random) } }];
    case 'scan-tool':
      return [drawTool(random)];
    case 'curves':
      return [drawCurve(random)];
  }
}

function fault(value: YamlValue): SwarmStep {
  return { verb: 'fault', value };
}

function drawCurve(random: RandomSource): SwarmStep {
  const volts = pick([9, 10.9, 11], random);
  if (random.chance(0.5)) return fault({ doorFlutter: { door: 'driver', periodMs: 40, edges: 6 } });
  return fault({
    supply: {
      points: [
        { atMs: 300, volts },
        { atMs: 600, volts: 12.6 },
      ],
      stepMs: 0,
    },
  });
}

function drawData(random: RandomSource): string {
  const length = 1 + random.below(8);
  return [...random.bytes(length)].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}

function drawTool(random: RandomSource): SwarmStep {
  const key = pick(REGISTERED_KEYS, random);
  switch (random.below(3)) {
    case 0:
      return { verb: 'tool', value: { reset: {} } };
    case 1:
      return { verb: 'tool', value: { register: { touch: [key, pick(OTHER_KEYS, random)] } } };
    default:
      return { verb: 'tool', value: { erase: { touch: [key] } } };
  }
}
