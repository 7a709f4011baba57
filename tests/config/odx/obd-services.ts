import type { EcuDescription, MonitorTestSpec } from '../../../ecu-sim/description/ecu-description.ts';
import type { DataDictionary } from './data-dictionary.ts';
import { constant, inSequence, value, valueParts, type Part } from './parameters.ts';
import type { OdxService } from './service.ts';
import { shortName } from './short-name.ts';

const RESPONSE = 0x40;
const SERVICE = { currentData: 0x01, freezeFrame: 0x02, clear: 0x04, monitorTests: 0x06, vehicle: 0x09 } as const;
const CODES: ReadonlySet<number> = new Set([0x03, 0x07, 0x0a]);
/** How many numbers a map of supported ones covers, with a bit for each. */
const MAPPED = 0x20;
const LAST_MAP = 0xe0;

interface Context {
  readonly sid: number;
  readonly title: string;
  readonly ecu: EcuDescription;
  readonly words: DataDictionary;
}

/** The services of SAE J1979 that a description declares; requests for one parameter or monitor each. */
export function obdServices(ecu: EcuDescription, words: DataDictionary): readonly OdxService[] {
  return Object.values(ecu.services).flatMap(({ sid, title }) => servicesOf({ sid, title, ecu, words }));
}

function servicesOf(context: Context): readonly OdxService[] {
  const { sid, title } = context;
  if (CODES.has(sid)) return [codes(context)];
  switch (sid) {
    case SERVICE.clear:
      return [service(sid, 'TroubleCodes_Clear', title, [], [])];
    case SERVICE.currentData:
    case SERVICE.freezeFrame:
    case SERVICE.vehicle:
      return parameters(context);
    case SERVICE.monitorTests:
      return monitors(context);
    default: {
      const data = value('Data', 'data', context.words.run('bytes', 'rest'));
      return [service(sid, `${shortName(title)}_Read`, title, [data], [data])];
    }
  }
}

function service(
  sid: number,
  name: string,
  title: string,
  requested: readonly Part[],
  answered: readonly Part[],
): OdxService {
  return {
    name,
    title,
    functionalClass: 'Obd',
    semantic: 'CURRENTDATA',
    request: [constant('SID_RQ', 'SERVICE-ID', 1, sid), ...requested],
    response: [constant('SID_PR', 'SERVICE-ID', 1, sid + RESPONSE), ...answered],
  };
}

/** Codes are sent without their failure type: two bytes (ISO 15765-4). */
function codes({ sid, title, ecu, words }: Context): OdxService {
  const table = Object.entries(ecu.troubleCodes).map(([name, { code }]) => [code >> 8, code >> 8, name] as const);
  const code = value('Code', 'trouble code', words.table('ObdTroubleCode', 16, table));
  const list = value('Codes', 'trouble codes', words.repeated('TroubleCodes', inSequence([code]).trees));
  const count = value('Count', 'number of codes', words.number({ bits: 8 }));
  return service(sid, `${shortName(title)}_Read`, title, [], [count, list]);
}

function parameters({ sid, ecu, words }: Context): readonly OdxService[] {
  const isFrame = sid === SERVICE.freezeFrame;
  const frame = isFrame ? [constant('Frame', 'DATA', 1, 0)] : [];
  const count = sid === SERVICE.vehicle ? [value('Count', 'number of items', words.number({ bits: 8 }))] : [];
  const described = ecu.parameters.filter(
    (each) => each.service === sid || (isFrame && each.service === SERVICE.currentData && each.frozen === true),
  );
  const ids = described.map(({ id }) => id);
  return [
    ...maps(sid, ids, frame, words),
    ...described.map(({ id, name, title, value: spec }) => {
      const parameter = [constant('Parameter', 'ID', 1, id), ...frame];
      const data = valueParts(spec, shortName(name), title, words);
      const prefix = isFrame ? 'FreezeFrame' : '';
      return service(sid, `${prefix}${shortName(name)}_Read`, title, parameter, [...parameter, ...count, ...data]);
    }),
  ];
}

function monitors({ sid, ecu, words }: Context): readonly OdxService[] {
  const byMonitor = Map.groupBy(ecu.monitorTests, ({ monitor }) => monitor);
  return [
    ...maps(sid, [...byMonitor.keys()], [], words),
    ...[...byMonitor].map(([monitor, tests]) => {
      const name = `Monitor${hex(monitor)}`;
      const results = words.repeated(`${name}Results`, inSequence(result(tests, words)).trees);
      const title = tests.map((test) => test.title).join('; ');
      const requested = [constant('Monitor', 'ID', 1, monitor)];
      return service(sid, `${name}_Read`, title, requested, [value('Results', 'results', results)]);
    }),
  ];
}

/** One result. The tests of a monitor share unit and scaling. */
function result([test]: readonly MonitorTestSpec[], words: DataDictionary): readonly Part[] {
  const number = words.number({ bits: 8, hexDigits: 2 });
  const measured = words.number({ bits: 16, unit: test?.unit ?? '', scale: test?.scale ?? 1 });
  return [
    value('Monitor', 'monitor', number),
    value('Test', 'test', number),
    value('Scaling', 'unit and scaling', number),
    value('Value', 'value', measured),
    value('Lowest', 'lowest value of a test that passes', measured),
    value('Highest', 'highest value of a test that passes', measured),
  ];
}

/** The maps of supported numbers: the first one, and each that the one before it announces. */
function maps(
  sid: number,
  ids: readonly number[],
  after: readonly Part[],
  words: DataDictionary,
): readonly OdxService[] {
  const bases = Array.from({ length: LAST_MAP / MAPPED + 1 }, (_, index) => index * MAPPED);
  const used = bases.filter((base) => base === 0 || ids.some((id) => id > base));
  const supported = words.number({ bits: 32, hexDigits: 8 });
  return used.map((base) => {
    const parameter = [constant('Parameter', 'ID', 1, base), ...after];
    const map = value('Supported', 'a bit for each of the next 32 numbers', supported);
    return service(sid, `Supported${hex(sid)}_${hex(base)}_Read`, 'supported numbers', parameter, [...parameter, map]);
  });
}

function hex(number: number): string {
  return number.toString(16).toUpperCase().padStart(2, '0');
}
