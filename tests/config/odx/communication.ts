import { DEFAULT_PROFILE, type EndpointAddress } from '../../../ecu-sim/profile.ts';
import { odxDocument, type XmlTree } from './xml-tree.ts';

/** Protocols: one for each way in which an ECU is addressed. Every ECU has the first one. */
export const PROTOCOLS = { main: 'UDS_CAN', vehicle: 'UDS_CAN_OEM' } as const;
export type Protocol = (typeof PROTOCOLS)[keyof typeof PROTOCOLS];

const SPEC = 'ISO_15765_3_on_ISO_15765_2';
const STACK = 'ISO_15765_3_on_ISO_15765_2_on_ISO_11898_2_DWCAN';
const APPLICATION = 'ISO_15765_3';
const TRANSPORT = 'ISO_15765_2';
const PHYSICAL = 'ISO_11898_2_DWCAN';

const BAUD_RATE = 500_000;
/** S3 of a tester (ISO 14229-2). */
const TESTER_PRESENT_US = 2_000_000;
const NOT_USED = 0xffff_ffff;

interface Parameter {
  readonly name: string;
  readonly group: string;
  readonly value: string | number;
}

const { timing, isotp, addressing } = DEFAULT_PROFILE;

/** Times in µs. */
const SIMPLE: Readonly<Record<string, readonly Parameter[]>> = {
  [APPLICATION]: [
    { name: 'CP_P2Max', group: 'TIMING', value: timing.p2Us },
    { name: 'CP_P2Star', group: 'TIMING', value: timing.p2StarUs },
    { name: 'CP_TesterPresentTime', group: 'TESTER_PRESENT', value: TESTER_PRESENT_US },
  ],
  [TRANSPORT]: [
    { name: 'CP_CanFillerByte', group: 'COM', value: isotp.padding ?? 0 },
    { name: 'CP_CanFillerByteHandling', group: 'COM', value: isotp.padding === null ? 'Disabled' : 'Enabled' },
    { name: 'CP_CanFuncReqFormat', group: 'COM', value: 'normal segmented 11-bit transmit with FC' },
    { name: 'CP_CanFuncReqId', group: 'COM', value: addressing.functionalId },
  ],
  [PHYSICAL]: [{ name: 'CP_Baudrate', group: 'BUSTYPE', value: BAUD_RATE }],
};

/** The parts of CP_UniqueRespIdTable, in this order. */
function tableOf(address: EndpointAddress, ecu: string): readonly Parameter[] {
  const isNormal = address.kind === 'normal';
  const kind = isNormal ? 'normal' : 'extended';
  const values: readonly (readonly [string, string | number])[] = [
    ['CP_CanPhysReqFormat', `${kind} segmented 11-bit transmit with FC`],
    ['CP_CanPhysReqId', address.requestId],
    ['CP_CanPhysReqExtAddr', isNormal ? 0 : address.requestAddress],
    ['CP_CanRespUSDTFormat', `${kind} segmented 11-bit receive with FC`],
    ['CP_CanRespUSDTId', address.responseId],
    ['CP_CanRespUSDTExtAddr', isNormal ? 0 : address.responseAddress],
    ['CP_CanRespUUDTFormat', 'normal unsegmented 11-bit receive'],
    ['CP_CanRespUUDTId', NOT_USED],
    ['CP_CanRespUUDTExtAddr', 0],
    ['CP_ECULayerShortName', ecu],
  ];
  return values.map(([name, value]) => ({ name, group: 'UNIQUE_ID', value }));
}

function dataObject(subset: string, name: 'Number' | 'Text'): XmlTree {
  const isText = name === 'Text';
  return {
    '@ID': `${subset}.DOP.${name}`,
    'SHORT-NAME': name,
    'COMPU-METHOD': { CATEGORY: 'IDENTICAL' },
    'DIAG-CODED-TYPE': isText
      ? {
          '@BASE-DATA-TYPE': 'A_UNICODE2STRING',
          '@TERMINATION': 'END-OF-PDU',
          '@xsi:type': 'MIN-MAX-LENGTH-TYPE',
          'MIN-LENGTH': 0,
        }
      : { '@BASE-DATA-TYPE': 'A_UINT32', '@xsi:type': 'STANDARD-LENGTH-TYPE', 'BIT-LENGTH': 32 },
    'PHYSICAL-TYPE': { '@BASE-DATA-TYPE': isText ? 'A_UNICODE2STRING' : 'A_UINT32' },
  };
}

function parameterTree(subset: string, { name, group, value }: Parameter): XmlTree {
  return {
    '@ID': `${subset}.${name}`,
    '@PARAM-CLASS': group,
    '@CPTYPE': 'STANDARD',
    '@CPUSAGE': 'TESTER',
    'SHORT-NAME': name,
    'PHYSICAL-DEFAULT-VALUE': value,
    'DATA-OBJECT-PROP-REF': { '@ID-REF': `${subset}.DOP.${typeof value === 'number' ? 'Number' : 'Text'}` },
  };
}

/** The COMPARAM-SUBSETs and the COMPARAM-SPEC, by file name. */
export function communicationFiles(): Readonly<Record<string, string>> {
  const subsets = Object.entries(SIMPLE).map(([subset, parameters]): readonly [string, string] => {
    const table = {
      '@ID': `${TRANSPORT}.CP_UniqueRespIdTable`,
      '@PARAM-CLASS': 'UNIQUE_ID',
      '@CPTYPE': 'STANDARD',
      '@CPUSAGE': 'ECU-COMM',
      '@ALLOW-MULTIPLE-VALUES': 'true',
      'SHORT-NAME': 'CP_UniqueRespIdTable',
      COMPARAM: tableOf(addressing.generic, 'ECU').map((each) => parameterTree(subset, each)),
    };
    const part: XmlTree = {
      '@ID': subset,
      '@CATEGORY': subset === APPLICATION ? 'APP' : subset === TRANSPORT ? 'TRANS' : 'PHYS',
      'SHORT-NAME': subset,
      COMPARAMS: { COMPARAM: parameters.map((each) => parameterTree(subset, each)) },
      'COMPLEX-COMPARAMS': subset === TRANSPORT ? { 'COMPLEX-COMPARAM': table } : undefined,
      'DATA-OBJECT-PROPS': { 'DATA-OBJECT-PROP': [dataObject(subset, 'Number'), dataObject(subset, 'Text')] },
    };
    return [`${subset}.odx-cs`, odxDocument({ 'COMPARAM-SUBSET': part })];
  });
  const spec: XmlTree = {
    '@ID': SPEC,
    'SHORT-NAME': SPEC,
    'PROT-STACKS': {
      'PROT-STACK': {
        '@ID': STACK,
        'SHORT-NAME': STACK,
        'PDU-PROTOCOL-TYPE': SPEC,
        'PHYSICAL-LINK-TYPE': PHYSICAL,
        'COMPARAM-SUBSET-REFS': {
          'COMPARAM-SUBSET-REF': Object.keys(SIMPLE).map((subset) => reference(subset, subset, 'COMPARAM-SUBSET')),
        },
      },
    },
  };
  return Object.fromEntries([...subsets, [`${SPEC}.odx-c`, odxDocument({ 'COMPARAM-SPEC': spec })]]);
}

/** A reference into another document. */
export function reference(
  id: string,
  document: string,
  kind: 'COMPARAM-SUBSET' | 'COMPARAM-SPEC' | 'CONTAINER',
): XmlTree {
  return { '@ID-REF': id, '@DOCREF': document, '@DOCTYPE': kind };
}

export function protocolId(protocol: Protocol): string {
  return `PROTOCOL.${protocol}`;
}

/** The container of a protocol. */
export function protocolFile(protocol: Protocol): string {
  return odxDocument({
    'DIAG-LAYER-CONTAINER': {
      '@ID': `DLC.${protocol}`,
      'SHORT-NAME': protocol,
      PROTOCOLS: {
        PROTOCOL: {
          '@ID': protocolId(protocol),
          'SHORT-NAME': protocol,
          'COMPARAM-REFS': {
            'COMPARAM-REF': Object.entries(SIMPLE).flatMap(([subset, parameters]) =>
              parameters.map(({ name, value }) => ({
                ...reference(`${subset}.${name}`, subset, 'COMPARAM-SUBSET'),
                'SIMPLE-VALUE': value,
                'PROTOCOL-SNREF': { '@SHORT-NAME': protocol },
              })),
            ),
          },
          'COMPARAM-SPEC-REF': reference(SPEC, SPEC, 'COMPARAM-SPEC'),
          'PROT-STACK-SNREF': { '@SHORT-NAME': STACK },
        },
      },
    },
  });
}

/** The ids of an ECU in a protocol, for its variant. */
export function addressTree(protocol: Protocol, address: EndpointAddress, ecu: string): XmlTree {
  return {
    ...reference(`${TRANSPORT}.CP_UniqueRespIdTable`, TRANSPORT, 'COMPARAM-SUBSET'),
    'COMPLEX-VALUE': { 'SIMPLE-VALUE': tableOf(address, ecu).map(({ value }) => ({ '#': value })) },
    'PROTOCOL-SNREF': { '@SHORT-NAME': protocol },
  };
}
