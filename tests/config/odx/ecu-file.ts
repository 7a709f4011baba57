import { NRC } from '../../../can-bus/uds/negative-response-codes.ts';
import type { EcuDescription } from '../../../ecu-sim/description/ecu-description.ts';
import type { EndpointAddress } from '../../../ecu-sim/profile.ts';
import { addressTree, protocolId, reference, type Protocol } from './communication.ts';
import { DataDictionary } from './data-dictionary.ts';
import { obdServices } from './obd-services.ts';
import { constant, inSequence, value } from './parameters.ts';
import { FUNCTIONAL_CLASSES } from './service.ts';
import { classId, serviceElements } from './service-elements.ts';
import { chartsOf, chartTree } from './state-charts.ts';
import { udsServices } from './uds-services.ts';
import { listOf, odxDocument, type XmlTree } from './xml-tree.ts';

/** An ECU and the ids under which it answers, by protocol. */
export interface AddressedEcu {
  readonly ecu: EcuDescription;
  readonly addresses: readonly (readonly [protocol: Protocol, address: EndpointAddress])[];
}

const DIAGNOSTIC_SESSION_CONTROL = 0x10;

/** The container of one ECU: its services as base variant, and its only variant. */
export function ecuFile({ ecu, addresses }: AddressedEcu): string {
  const { node, title } = ecu;
  const layer = `BV.${node}`;
  const words = new DataDictionary(ecu, layer);
  const isUds = Object.values(ecu.services).some(({ sid }) => sid >= DIAGNOSTIC_SESSION_CONTROL);
  const services = isUds ? udsServices(ecu, words) : obdServices(ecu, words);
  const used = new Set<string>(services.map(({ functionalClass }) => functionalClass));
  // Lays out all messages, and so completes the dictionary.
  const messages = serviceElements(layer, services);
  const negative = negativeResponse(layer, words);
  return odxDocument({
    'DIAG-LAYER-CONTAINER': {
      '@ID': `DLC.${node}`,
      'SHORT-NAME': node,
      'LONG-NAME': title,
      'BASE-VARIANTS': {
        'BASE-VARIANT': {
          '@ID': layer,
          'SHORT-NAME': node,
          'LONG-NAME': title,
          'FUNCT-CLASSS': listOf(
            'FUNCT-CLASS',
            FUNCTIONAL_CLASSES.filter((name) => used.has(name)).map((name) => ({
              '@ID': classId(layer, name),
              'SHORT-NAME': name,
            })),
          ),
          'DIAG-DATA-DICTIONARY-SPEC': words.toXml(),
          ...messages,
          'GLOBAL-NEG-RESPONSES': { 'GLOBAL-NEG-RESPONSE': negative },
          'STATE-CHARTS': listOf(
            'STATE-CHART',
            chartsOf(ecu).map((chart) => chartTree(layer, chart)),
          ),
          'COMPARAM-REFS': {
            'COMPARAM-REF': addresses.map(([protocol, address]) => addressTree(protocol, address, node)),
          },
          'PARENT-REFS': {
            'PARENT-REF': addresses.map(([protocol]) => ({
              ...reference(protocolId(protocol), protocol, 'CONTAINER'),
              '@xsi:type': 'PROTOCOL-REF',
            })),
          },
        },
      },
      'ECU-VARIANTS': {
        'ECU-VARIANT': {
          '@ID': `EV.${node}`,
          'SHORT-NAME': `${node}_1`,
          'LONG-NAME': title,
          'COMPARAM-REFS': {
            'COMPARAM-REF': addresses.map(([protocol, address]) => addressTree(protocol, address, node)),
          },
          'PARENT-REFS': { 'PARENT-REF': { '@ID-REF': layer, '@xsi:type': 'BASE-VARIANT-REF' } },
        },
      },
    },
  });
}

function negativeResponse(layer: string, words: DataDictionary): XmlTree {
  const codes = Object.entries(NRC).map(([name, code]) => [code, code, name] as const);
  const sid: XmlTree = {
    '@SEMANTIC': 'SERVICEIDRQ',
    '@xsi:type': 'MATCHING-REQUEST-PARAM',
    'SHORT-NAME': 'SIDRQ_NR',
    'BYTE-POSITION': 1,
    'REQUEST-BYTE-POS': 0,
    'BYTE-LENGTH': 1,
  };
  const parts = [
    constant('SID_NR', 'SERVICE-ID', 1, 0x7f),
    () => ({ trees: [sid], bytes: 1 }),
    value('NRC', 'negative response code', words.table('NegativeResponseCode', 8, codes)),
  ];
  return {
    '@ID': `${layer}.GNR.NegativeResponse`,
    'SHORT-NAME': 'NegativeResponse',
    PARAMS: { PARAM: inSequence(parts).trees },
  };
}
