import type { EcuDescription, ParameterSpec } from '../../../ecu-sim/description/ecu-description.ts';
import type { DataDictionary } from './data-dictionary.ts';
import { constant, inSequence, value, valueParts, type Part } from './parameters.ts';
import type { OdxService } from './service.ts';
import { shortName } from './short-name.ts';

const RESPONSE = 0x40;
/** Parameters of a map: bit for each of the next 32. */
const MAP = 0x20;
/** Services whose requests have a parameter, each described on its own. */
const CURRENT_DATA = 0x01;
const FREEZE_FRAME = 0x02;
const VEHICLE_INFORMATION = 0x09;
const CLEAR = 0x04;
const CODES: ReadonlySet<number> = new Set([0x03, 0x07, 0x0a]);

/** The services of SAE J1979 that a description declares; requests for one parameter each. */
export function obdServices(ecu: EcuDescription, words: DataDictionary): readonly OdxService[] {
  return Object.values(ecu.services).flatMap(({ sid, title }) => servicesOf(sid, title, ecu, words));
}

function servicesOf(sid: number, title: string, ecu: EcuDescription, words: DataDictionary): readonly OdxService[] {
  const made = (name: string, what: string, requested: readonly Part[], answered: readonly Part[]): OdxService => ({
    name,
    title: what,
    functionalClass: 'Obd',
    semantic: 'CURRENTDATA',
    request: [constant('SID_RQ', 'SERVICE-ID', 1, sid), ...requested],
    response: [constant('SID_PR', 'SERVICE-ID', 1, sid + RESPONSE), ...answered],
  });
  const number = (name: string, what: string): Part => value(name, what, words.number({ bits: 8 }));
  if (sid === CLEAR) return [made('TroubleCodes_Clear', title, [], [])];
  if (CODES.has(sid)) {
    const code = value('Code', 'trouble code', words.number({ bits: 16, hexDigits: 4 }));
    const list = value('Codes', 'trouble codes', words.repeated('ObdCode', inSequence([code]).trees));
    return [made(`${shortName(title)}_Read`, title, [], [number('Count', 'number of codes'), list])];
  }
  if (sid !== CURRENT_DATA && sid !== FREEZE_FRAME && sid !== VEHICLE_INFORMATION) {
    const data = value('Data', 'data', words.run('bytes', 'rest'));
    return [made(`${shortName(title)}_Read`, title, [data], [data])];
  }
  const frame = sid === FREEZE_FRAME ? [constant('Frame', 'DATA', 1, 0)] : [];
  const count = sid === VEHICLE_INFORMATION ? [number('Count', 'number of items')] : [];
  const prefix = sid === FREEZE_FRAME ? 'FreezeFrame' : '';
  const reading = (name: string, what: string, id: number, answered: readonly Part[]): OdxService => {
    const parameter = constant('Parameter', 'ID', 1, id);
    return made(`${prefix}${name}_Read`, what, [parameter, ...frame], [parameter, ...frame, ...answered]);
  };
  const parameters = parametersOf(ecu, sid);
  const ids = parameters.map(({ id }) => id);
  const bases = [0, 1, 2, 3, 4, 5, 6]
    .map((index) => index * MAP)
    .filter((base) => base === 0 || ids.some((id) => id > base));
  const map = value('Supported', 'a bit for each of the next 32 parameters', words.number({ bits: 32, hexDigits: 8 }));
  return [
    ...bases.map((base) => {
      const name = `Supported${sid.toString(16).padStart(2, '0')}_${base.toString(16).padStart(2, '0')}`.toUpperCase();
      return reading(shortName(name.toLowerCase()), 'supported parameters', base, [...count, map]);
    }),
    ...parameters.map(({ id, name, title: what, value: spec }) =>
      reading(shortName(name), what, id, [...count, ...valueParts(spec, shortName(name), what, words)]),
    ),
  ];
}

function parametersOf({ parameters }: EcuDescription, sid: number): readonly ParameterSpec[] {
  return parameters.filter(
    ({ service, frozen }) => service === sid || (sid === FREEZE_FRAME && service === CURRENT_DATA && frozen === true),
  );
}
