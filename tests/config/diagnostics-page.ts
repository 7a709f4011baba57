import { numberToHex } from '../../can-bus/bytes/hex.ts';
import { negativeResponseName } from '../../can-bus/uds/negative-response-codes.ts';
import type {
  BroadcastSignalSpec,
  DataIdentifierSpec,
  EcuDescription,
  MonitorTestSpec,
  OutputSpec,
  RoutineSpec,
  SecurityLevelSpec,
  ServiceSpec,
} from '../../ecu-sim/description/ecu-description.ts';
import { fixedFieldsSize, fixedSize } from '../../ecu-sim/description/value-codec.ts';
import {
  inWords,
  wordsOfName,
  type Enumerations,
  type FieldSpec,
  type ValueSpec,
} from '../../ecu-sim/description/value-spec.ts';

/** `docs/diagnostics.md`: what the ECUs answer and send, as tables. */
export function diagnosticsPage(ecus: readonly EcuDescription[]): string {
  const lines = [
    '# Diagnostics',
    '',
    'What the ECUs of the car answer and send. This page is written by `npm run generate` from the descriptions in',
    '`ecu-sim/description/`: change those, not the page. All numbers are big-endian. Ids, codes and options are',
    'hexadecimal, lengths are bytes.',
    ...ecus.flatMap((ecu) => ['', `## ${ecu.title}`, ...ecuSections(ecu)]),
  ];
  return `${lines.join('\n')}\n`;
}

function ecuSections(ecu: EcuDescription): readonly string[] {
  return [
    ...section('Services', ['service', 'name', 'session', 'length', 'sub-functions', 'rule'], serviceRows(ecu)),
    ...section(
      'Data identifiers (22; W: also 2E)',
      ['DID', 'length', 'name', 'content', 'rule'],
      Object.entries(ecu.dataIdentifiers)
        .sort(([, one], [, other]) => one.id - other.id)
        .map(([name, spec]) => identifierRow(name, spec)),
    ),
    ...section('Security access (27)', ['level', 'seed / key', 'for', 'seed', 'key', 'rule'], levelRows(ecu)),
    ...section(
      'Routines (31)',
      ['RID', 'request', 'level', 'parameter', 'answer after the echo', 'rule'],
      Object.values(ecu.routines).flatMap(routineRows),
    ),
    ...section(
      'Input/output control (2F)',
      ['DID', 'output', '03 adjusts to', '00 returns control; it also ends', 'rule'],
      Object.values(ecu.outputs).map(outputRow),
    ),
    ...section(
      `Trouble codes (${'readFaults' in ecu.services ? '19, 14' : '03, 07, 0A'})`,
      ['code', 'bytes', 'meaning', 'rule'],
      Object.entries(ecu.troubleCodes).map(([name, { code, meaning, rule = '' }]) => [
        name,
        (numberToHex(code, 6).match(/../g) ?? []).join(' '),
        meaning,
        rule,
      ]),
    ),
    ...section(
      'Parameters (01, 02, 09)',
      ['service', 'parameter', 'length', 'name', 'content'],
      ecu.parameters.map(({ service, id, title, value, frozen }) => [
        `${numberToHex(service, 2)}${frozen === true ? ', 02' : ''}`,
        numberToHex(id, 2),
        lengthOf(fixedSize(value)),
        title,
        describeValue(value),
      ]),
    ),
    ...section('Monitor tests (06)', ['monitor', 'test', 'scaling', 'name', 'limits'], ecu.monitorTests.map(testRow)),
    ...section(
      'Negative responses (7F)',
      ['NRC', 'name', 'when'],
      ecu.negativeResponses.map(({ code, when }) => [numberToHex(code, 2), negativeResponseName(code) ?? '', when]),
    ),
    ...section('Broadcast frames', ['id', 'name', 'signal', 'start bit', 'bits', 'content', 'sent'], frameRows(ecu)),
    ...section('Enumerations', ['name', 'codes'], enumerationRows(ecu)),
  ];
}

type Row = readonly string[];

function section(title: string, head: Row, rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: Row): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return ['', `### ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function serviceRows({ services }: EcuDescription): readonly Row[] {
  return Object.values(services).map((service) => [
    numberToHex(service.sid, 2),
    service.title,
    service.sessions.length > 1 ? 'any' : service.sessions.join(),
    describeLength(service),
    (service.subFunctions ?? []).map(({ code, title }) => `${numberToHex(code, 2)} ${title}`).join(', '),
    service.rule ?? '',
  ]);
}

function describeLength({ length: { least, most }, subFunctions }: ServiceSpec): string {
  const declared = (subFunctions ?? []).flatMap(({ length }) => (length === undefined ? [] : [length]));
  if (declared.length > 0 && declared.length === subFunctions?.length) {
    return [...new Set(declared)].sort((one, other) => one - other).join(', ');
  }
  if (most === undefined) return `${least} or more`;
  return least === most ? String(least) : `${least} to ${most}`;
}

function identifierRow(name: string, { id, title, value, constant, writable, rule = '' }: DataIdentifierSpec): Row {
  const content = typeof constant === 'string' ? `\`${constant}\`` : describeValue(value);
  return [
    `${numberToHex(id, 4)}${writable === true ? ' W' : ''}`,
    value.kind === 'list'
      ? listLength(value)
      : lengthOf(typeof constant === 'string' ? constant.length : fixedSize(value)),
    `\`${name}\``,
    content === title.toLowerCase() ? title : `${title}: ${content}`,
    rule,
  ];
}

function listLength({ of, each }: Extract<ValueSpec, { kind: 'list' }>): string {
  return `${fixedSize(of) ?? 'n'} × ${each}s`;
}

function lengthOf(size: number | null): string {
  return size === null ? 'varies' : String(size);
}

function levelRows({ securityLevels }: EcuDescription): readonly Row[] {
  return securityLevels.map(({ level, title, seed, key, rule = '' }: SecurityLevelSpec) => [
    String(level),
    `${numberToHex(level * 2 - 1, 2)} / ${numberToHex(level * 2, 2)}`,
    title,
    `${lengthOf(fixedFieldsSize(seed))}: ${describeFields(seed)}`,
    `${lengthOf(fixedFieldsSize(key))}: ${describeFields(key)}`,
    rule,
  ]);
}

function routineRows({ id, title, start, stop, results, rule = '', stopRule = rule }: RoutineSpec): readonly Row[] {
  const rid = numberToHex(id, 4);
  const options = Object.values(start).map((option): Row => [
    rid,
    `01 ${numberToHex(option.code, 2)} ${title}: ${option.title}`,
    String(option.level ?? ''),
    describeFields(option.parameters),
    describeFields(option.answer),
    option.rule ?? '',
  ]);
  return [
    ...options,
    [rid, `02 ${title}: stop`, '', '', describeFields(stop), stopRule],
    [rid, `03 ${title}: results`, '', '', describeFields(results), rule],
  ];
}

function testRow({ monitor, test, scaling, title, limits: [lowest, highest], unit }: MonitorTestSpec): Row {
  const hex = [monitor, test, scaling].map((number) => numberToHex(number, 2));
  return [...hex, title, `${lowest} to ${highest} ${unit}`.trimEnd()];
}

function outputRow({ id, title, state, ends, rule = '' }: OutputSpec): Row {
  return [numberToHex(id, 4), title, describeValue(state), ends, rule];
}

function frameRows({ broadcasts, enumerations }: EcuDescription): readonly Row[] {
  return broadcasts.flatMap(({ id, name, cycleMs, signals }) =>
    Object.values(signals).map((signal): Row => [
      numberToHex(id, 3),
      name,
      signal.name,
      String(signal.startBit),
      String(signal.length),
      describeSignal(signal, enumerations),
      `each ${cycleMs} ms and on change`,
    ]),
  );
}

function describeSignal({ unit, scale, values, comment }: BroadcastSignalSpec, enumerations: Enumerations): string {
  const listed = values === undefined ? undefined : enumerations[values];
  const parts = [
    ...(unit === undefined ? [] : [scale === undefined ? unit : `${scale} ${unit}`]),
    ...(values === undefined ? [] : [listed === undefined ? values : inWords(values)]),
    ...(comment === undefined ? [] : [comment]),
  ];
  return parts.join('; ');
}

function enumerationRows({ enumerations }: EcuDescription): readonly Row[] {
  return Object.entries(enumerations).map(([name, enumeration]) => [
    inWords(name),
    Object.entries(enumeration.codes)
      .map(([key, code]) => `${numberToHex(code, 2)} ${wordsOfName(enumeration, key)}`)
      .join(', '),
  ]);
}

function describeFields(fields: readonly FieldSpec[]): string {
  return fields.map(describeField).join(', ');
}

function describeField(field: FieldSpec): string {
  if (field.kind === 'flags') {
    const bits = field.flags.map(({ name, title = inWords(name) }, bit) => `${bit} ${title}`);
    return `flags (bit ${bits.join(', ')})`;
  }
  const value = describeValue(field);
  const content = field.note === undefined ? value : `${value}, ${field.note}`;
  const title = field.title ?? inWords(field.name);
  return content === '' || content === title ? title : `${title} (${content})`;
}

function describeValue(value: ValueSpec): string {
  switch (value.kind) {
    case 'number':
      return describeNumber(value);
    case 'enumeration':
      return inWords(value.of);
    case 'flag': {
      const [no, yes] = value.words ?? ['no', 'yes'];
      return `0 ${no}, 1 ${yes}`;
    }
    case 'text':
      return 'text';
    case 'bytes':
      return value.bytes === 'rest' ? 'bytes' : `${value.bytes} bytes`;
    case 'date':
      return 'BCD YYMMDD';
    case 'optional':
      return `1 followed by ${describeValue(value.of)}, or 0 followed by zeros`;
    case 'list':
      return `per ${value.each}: ${describeValue(value.of)}`;
    case 'counted-list':
      return `count, then ${value.capacity} × ${describeValue(value.of)}`;
    case 'record':
      return describeFields(value.fields);
  }
}

type NumberSpec = Extract<ValueSpec, { kind: 'number' }>;

function describeNumber({ bits, range, hexDigits, ...spec }: NumberSpec): string {
  const scaling = describeScaling(spec);
  const parts = [
    `u${bits}`,
    ...(range === undefined ? [] : [`${range[0]} to ${range[1]}`]),
    ...(scaling === '' ? [] : [scaling]),
    ...(hexDigits === undefined ? [] : [`read as ${hexDigits} hexadecimal digits`]),
  ];
  return parts.join(', ');
}

/** Of one bit, with four digits; from the value of a coded 0 on. */
function describeScaling({ unit = '', scale, offset }: Pick<NumberSpec, 'unit' | 'scale' | 'offset'>): string {
  const one = scale === undefined ? unit : `${Number(scale.toPrecision(4))} ${unit}`.trimEnd();
  return offset === undefined ? one : `${one} from ${offset} ${unit}`;
}
