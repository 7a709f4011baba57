import { wordsOfName, type Enumerations } from '../../ecu-sim/description/value-spec.ts';
import type { BroadcastSignalSpec, BroadcastSpec, EcuDescription } from '../../ecu-sim/description/ecu-description.ts';

/** The broadcast frames of some ECUs as a DBC file, for other people's tools. */
export function dbcFile(ecus: readonly EcuDescription[]): string {
  const messages = ecus
    .flatMap((ecu) => ecu.broadcasts.map((spec) => ({ spec, node: ecu.node, enumerations: ecu.enumerations })))
    .sort((one, other) => one.spec.id - other.spec.id);
  const lines = [
    ...['VERSION "virtual-smart-key 1"', '', 'NS_ :', '\tCM_', '\tBA_DEF_', '\tBA_', '\tVAL_', '\tBA_DEF_DEF_', ''],
    ...['BS_:', '', `BU_: ${ecus.map(({ node }) => node).join(' ')}`, ''],
    ...messages.flatMap(({ spec, node, enumerations }) => messageLines(spec, node, enumerations)),
    ...messages.map(({ spec }) => `CM_ BO_ ${spec.id} "${spec.comment}";`),
    ...messages.flatMap(({ spec }) =>
      Object.values(spec.signals)
        .filter(({ comment }) => comment !== undefined)
        .sort((one, other) => one.name.localeCompare(other.name))
        .map(({ name, comment = '' }) => `CM_ SG_ ${spec.id} ${name} "${comment}";`),
    ),
    'BA_DEF_ BO_ "GenMsgCycleTime" INT 0 65535;',
    'BA_DEF_DEF_ "GenMsgCycleTime" 0;',
    ...messages.map(({ spec }) => `BA_ "GenMsgCycleTime" BO_ ${spec.id} ${spec.cycleMs};`),
    ...messages.flatMap(({ spec, enumerations }) => valueLines(spec, enumerations)),
  ];
  return `${lines.join('\n')}\n`;
}

function messageLines(spec: BroadcastSpec, node: string, enumerations: Enumerations): readonly string[] {
  const signals = Object.values(spec.signals).map((signal) => {
    const { name, startBit, length, unit = '', scale = 1 } = signal;
    const range = `[0|${(highest(signal, enumerations) * scale).toFixed(decimals(scale))}]`;
    return ` SG_ ${name} : ${startBit}|${length}@0+ (${scale},0) ${range} "${unit}" ${spec.receivers.join(',')}`;
  });
  return [`BO_ ${spec.id} ${spec.name}: ${spec.length} ${node}`, ...signals, ''];
}

function decimals(scale: number): number {
  return String(scale).split('.')[1]?.length ?? 0;
}

/** What the signal declares, or the highest value of its enumeration, or all that fits. */
function highest({ highest: declared, length, values }: BroadcastSignalSpec, enumerations: Enumerations): number {
  const codes = values === undefined ? undefined : enumerations[values]?.codes;
  return declared ?? (codes === undefined ? 2 ** length - 1 : Math.max(...Object.values(codes)));
}

function valueLines(spec: BroadcastSpec, enumerations: Enumerations): readonly string[] {
  return Object.values(spec.signals).flatMap(({ name, values }) => {
    const enumeration = values === undefined ? undefined : enumerations[values];
    if (enumeration === undefined) return [];
    const listed = Object.entries(enumeration.codes).map(([key, code]) => `${code} "${wordsOfName(enumeration, key)}"`);
    return [`VAL_ ${spec.id} ${name} ${listed.join(' ')} ;`];
  });
}
