import type { EcuDescription } from '../../../ecu-sim/description/ecu-description.ts';
import type { XmlTree } from './xml-tree.ts';

/** A state chart: its states, the first of which it starts in, and transitions from one state to another. */
interface Chart {
  readonly name: 'Session' | 'SecurityAccess';
  readonly semantic: string;
  readonly states: readonly string[];
}

const LOCKED = 'Locked';

export function levelState(level: number): string {
  return `Level_${level}`;
}

/** The charts of an ECU: only those for which it has a service. */
export function chartsOf({ services, securityLevels }: EcuDescription): readonly Chart[] {
  const sids = Object.values(services).map(({ sid }) => sid);
  return [
    ...(sids.includes(0x10)
      ? [{ name: 'Session', semantic: 'SESSION', states: ['Default', 'Extended'] } as const]
      : []),
    ...(securityLevels.length > 0
      ? [
          {
            name: 'SecurityAccess',
            semantic: 'SECURITY',
            states: [LOCKED, ...securityLevels.map(({ level }) => levelState(level))],
          } as const,
        ]
      : []),
  ];
}

export function sessionTransitions(to: 'Default' | 'Extended'): readonly string[] {
  return [`Default_${to}`, `Extended_${to}`];
}

/** What a successful pass-code does, from whatever is unlocked. */
export function unlockTransitions({ securityLevels }: EcuDescription, level: number): readonly string[] {
  const from = [LOCKED, ...securityLevels.map((each) => levelState(each.level))];
  return from.map((state) => `${state}_${levelState(level)}`);
}

export function lockTransition(level: number): string {
  return `${levelState(level)}_${LOCKED}`;
}

/** What ends a session locks every level. */
export function lockTransitions({ securityLevels }: EcuDescription): readonly string[] {
  return securityLevels.map(({ level }) => lockTransition(level));
}

export function chartTree(layer: string, { name, semantic, states }: Chart): XmlTree {
  const transitions = states.flatMap((source) => states.map((target) => [source, target] as const));
  return {
    '@ID': `${layer}.SC.${name}`,
    'SHORT-NAME': name,
    SEMANTIC: semantic,
    'STATE-TRANSITIONS': {
      'STATE-TRANSITION': transitions.map(([source, target]) => ({
        '@ID': transitionId(layer, `${source}_${target}`),
        'SHORT-NAME': `${source}_${target}`,
        'SOURCE-SNREF': { '@SHORT-NAME': source },
        'TARGET-SNREF': { '@SHORT-NAME': target },
      })),
    },
    'START-STATE-SNREF': { '@SHORT-NAME': states[0] },
    STATES: { STATE: states.map((state) => ({ '@ID': stateId(layer, state), 'SHORT-NAME': state })) },
  };
}

export function stateId(layer: string, state: string): string {
  return `${layer}.ST.${state}`;
}

export function transitionId(layer: string, transition: string): string {
  return `${layer}.STT.${transition}`;
}
