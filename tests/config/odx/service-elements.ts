import { inSequence } from './parameters.ts';
import type { OdxService } from './service.ts';
import { stateId, transitionId } from './state-charts.ts';
import { listOf, type XmlTree } from './xml-tree.ts';

/** DIAG-COMMS, REQUESTS and POS-RESPONSES of a layer. */
export function serviceElements(layer: string, services: readonly OdxService[]): XmlTree {
  return {
    'DIAG-COMMS': listOf(
      'DIAG-SERVICE',
      services.map((service) => serviceTree(layer, service)),
    ),
    REQUESTS: listOf(
      'REQUEST',
      services.map(({ name, request }) => ({
        '@ID': `${layer}.RQ.${name}`,
        'SHORT-NAME': `RQ_${name}`,
        PARAMS: { PARAM: inSequence(request).trees },
      })),
    ),
    'POS-RESPONSES': listOf(
      'POS-RESPONSE',
      services.flatMap(({ name, response }) =>
        response === null
          ? []
          : [
              {
                '@ID': `${layer}.PR.${name}`,
                'SHORT-NAME': `PR_${name}`,
                PARAMS: { PARAM: inSequence(response).trees },
              },
            ],
      ),
    ),
  };
}

function serviceTree(layer: string, service: OdxService): XmlTree {
  const { name, title, semantic, functionalClass, response, suppressedBy, states = [], transitions = [] } = service;
  return {
    '@ID': `${layer}.DC.${name}`,
    '@SEMANTIC': semantic,
    '@ADDRESSING': 'FUNCTIONAL-OR-PHYSICAL',
    '@TRANSMISSION-MODE': response === null ? 'SEND-ONLY' : 'SEND-AND-RECEIVE',
    'SHORT-NAME': name,
    'LONG-NAME': title,
    'FUNCT-CLASS-REFS': { 'FUNCT-CLASS-REF': { '@ID-REF': classId(layer, functionalClass) } },
    'PRE-CONDITION-STATE-REFS': listOf(
      'PRE-CONDITION-STATE-REF',
      states.map((state) => ({ '@ID-REF': stateId(layer, state) })),
    ),
    'STATE-TRANSITION-REFS': listOf(
      'STATE-TRANSITION-REF',
      transitions.map((transition) => ({ '@ID-REF': transitionId(layer, transition) })),
    ),
    'REQUEST-REF': { '@ID-REF': `${layer}.RQ.${name}` },
    'POS-RESPONSE-REFS': response === null ? undefined : { 'POS-RESPONSE-REF': { '@ID-REF': `${layer}.PR.${name}` } },
    'POS-RESPONSE-SUPPRESSABLE':
      suppressedBy === undefined
        ? undefined
        : { 'BIT-MASK': '80', 'CODED-CONST-SNREF': { '@SHORT-NAME': suppressedBy } },
  };
}

export function classId(layer: string, functionalClass: string): string {
  return `${layer}.FNC.${functionalClass}`;
}
