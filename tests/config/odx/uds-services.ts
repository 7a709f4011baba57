import { SID } from '../../../can-bus/uds/service-ids.ts';
import type { EcuDescription, ServiceSpec } from '../../../ecu-sim/description/ecu-description.ts';
import { TROUBLE_STATUS } from '../../../ecu-sim/description/trouble-status.ts';
import type { DataDictionary } from './data-dictionary.ts';
import { constant, fieldParts, flags, inSequence, value, valueParts, type Part } from './parameters.ts';
import type { OdxService } from './service.ts';
import { shortName } from './short-name.ts';
import { levelState, lockTransition, lockTransitions, sessionTransitions, unlockTransitions } from './state-charts.ts';

const RESPONSE = 0x40;
const EXTENDED = 'Extended';
const SUB_FUNCTION = 'SubFunction';

interface Context {
  readonly ecu: EcuDescription;
  readonly words: DataDictionary;
}

type SubFunction = NonNullable<ServiceSpec['subFunctions']>[number];

/** The services of ISO 14229-1 that a description declares. */
export function udsServices(ecu: EcuDescription, words: DataDictionary): readonly OdxService[] {
  const context: Context = { ecu, words };
  return Object.values(ecu.services).flatMap((service) => {
    const states = service.sessions.includes('default') ? [] : [EXTENDED];
    return servicesOf(service, context).map((each) => ({ ...each, states: [...states, ...(each.states ?? [])] }));
  });
}

function servicesOf(service: ServiceSpec, context: Context): readonly OdxService[] {
  const { ecu } = context;
  const eachSubFunction = (make: (each: SubFunction) => OdxService | readonly OdxService[]): readonly OdxService[] =>
    (service.subFunctions ?? []).flatMap(make);
  switch (service.sid) {
    case SID.diagnosticSessionControl:
      return eachSubFunction((each) => session(each, context));
    case SID.ecuReset:
      return eachSubFunction(({ code, title }) => ({
        ...plain(service.sid, code, shortName(title), title, 'EcuReset', 'ECURESET'),
        transitions: [...sessionTransitions('Default'), ...lockTransitions(ecu)],
      }));
    case SID.clearDiagnosticInformation:
      return [clearFaults(context)];
    case SID.readDtcInformation:
      return eachSubFunction((each) => readFaults(each, context));
    case SID.readDataByIdentifier:
      return Object.entries(ecu.dataIdentifiers).map(([name, spec]) => read(name, spec, context));
    case SID.writeDataByIdentifier:
      return Object.entries(ecu.dataIdentifiers)
        .filter(([, { writable }]) => writable === true)
        .map(([name, spec]) => write(name, spec, context));
    case SID.securityAccess:
      return ecu.securityLevels.flatMap((level) => securityAccess(level, context));
    case SID.communicationControl:
      return eachSubFunction(({ code, title }) => ({
        ...plain(service.sid, code, `${shortName(title)}_Control`, title, 'CommCtrl', 'COMMUNICATION'),
        request: [...requestOf(service.sid, code), constant('CommunicationType', 'DATA', 1, 1)],
      }));
    case SID.inputOutputControlByIdentifier:
      return Object.entries(ecu.outputs).flatMap(([name, spec]) => outputControl(name, spec, context));
    case SID.routineControl:
      return Object.values(ecu.routines).flatMap((spec) => routine(spec, context));
    case SID.testerPresent:
      return [
        plain(service.sid, 0, 'TesterPresent_Send', 'tester present', 'TesterPresent', 'TESTERPRESENT'),
        {
          ...plain(
            service.sid,
            0x80,
            'TesterPresent_Send_NoResponse',
            'tester present, without a response',
            'TesterPresent',
            'TESTERPRESENT',
          ),
          response: null,
        },
      ];
    case SID.controlDtcSetting:
      return eachSubFunction(({ code, title }) =>
        plain(
          service.sid,
          code,
          `DTC_Setting_Mode_${shortName(title)}`,
          `setting of trouble codes ${title}`,
          'DtcSetting',
          'COMMUNICATION',
        ),
      );
    default:
      return otherService(service, context);
  }
}

function serviceId(sid: number): Part {
  return constant('SID_RQ', 'SERVICE-ID', 1, sid);
}

function requestOf(sid: number, subFunction: number): readonly Part[] {
  return [serviceId(sid), constant(SUB_FUNCTION, 'SUBFUNCTION', 1, subFunction)];
}

function responseOf(sid: number, subFunction: number): readonly Part[] {
  return [constant('SID_PR', 'SERVICE-ID', 1, sid + RESPONSE), constant(SUB_FUNCTION, 'SUBFUNCTION', 1, subFunction)];
}

/** A sub-function without data: echoed in the response. */
function plain(
  sid: number,
  code: number,
  name: string,
  title: string,
  functionalClass: OdxService['functionalClass'],
  semantic: string,
): OdxService {
  return {
    name,
    title,
    functionalClass,
    semantic,
    request: requestOf(sid, code),
    response: responseOf(sid, code),
    ...(code < 0x80 ? { suppressedBy: SUB_FUNCTION } : {}),
  };
}

function session({ code, title }: SubFunction, { ecu, words }: Context): OdxService {
  const target = code === 1 ? 'Default' : EXTENDED;
  const sid = SID.diagnosticSessionControl;
  return {
    ...plain(sid, code, `${target}_Start`, title, 'Session', 'SESSION'),
    response: [
      ...responseOf(sid, code),
      value('P2ServerMax', 'P2', words.number({ bits: 16, unit: 'ms' })),
      value('P2StarServerMax', 'P2*', words.number({ bits: 16, unit: 'ms', scale: 10 })),
    ],
    transitions: [...sessionTransitions(target), ...lockTransitions(ecu)],
  };
}

function clearFaults({ words }: Context): OdxService {
  return {
    name: 'FaultMem_ClearDTC',
    title: 'clear all trouble codes (FFFFFF) or one',
    functionalClass: 'FaultMem',
    semantic: 'FAULTCLEAR',
    request: [
      serviceId(SID.clearDiagnosticInformation),
      value('GroupOfDTC', 'code, or FFFFFF for all', words.number({ bits: 24, hexDigits: 6 })),
    ],
    response: [constant('SID_PR', 'SERVICE-ID', 1, SID.clearDiagnosticInformation + RESPONSE)],
  };
}

const STATUS_BITS = Object.keys(TROUBLE_STATUS).map((name) => ({ name }));

/** Data after the sub-function in request and response of each report, and its name. */
function readFaults({ code, title }: SubFunction, { words }: Context): OdxService {
  const sid = SID.readDtcInformation;
  const status = flags(STATUS_BITS, words);
  const troubleCode = value('DTC', 'trouble code', words.troubleCode());
  const mask = value('StatusMask', 'status mask', words.number({ bits: 8, hexDigits: 2 }));
  const available = value(
    'StatusAvailabilityMask',
    'status availability mask',
    words.number({ bits: 8, hexDigits: 2 }),
  );
  const list = (): Part =>
    value('DTCs', 'trouble codes', words.repeated('TroubleCodeStatus', inSequence([troubleCode, status]).trees));
  const record = value('RecordNumber', 'record: 01, or FF for all', words.number({ bits: 8, hexDigits: 2 }));
  const byCode: Readonly<
    Record<number, { readonly name: string; readonly requested: readonly Part[]; readonly answered: readonly Part[] }>
  > = {
    0x01: {
      name: 'ReportNumberOfDTCByStatusMask',
      requested: [mask],
      answered: [
        available,
        value('DTCFormat', 'format: 1 is ISO 14229-1', words.number({ bits: 8 })),
        value('Count', 'number of codes', words.number({ bits: 16 })),
      ],
    },
    0x02: { name: 'ReportDTCByStatusMask', requested: [mask], answered: [available, list()] },
    0x06: {
      name: 'ReportDTCExtDataRecordByDTCNumber',
      requested: [troubleCode, record],
      answered: [troubleCode, status, record, value('Occurrences', 'occurrence counter', words.number({ bits: 8 }))],
    },
    0x0a: { name: 'ReportSupportedDTC', requested: [], answered: [available, list()] },
  };
  const report = byCode[code] ?? { name: shortName(title), requested: [], answered: [rest(words)] };
  return {
    ...plain(sid, code, `FaultMem_${report.name}`, title, 'FaultMem', 'FAULTREAD'),
    request: [...requestOf(sid, code), ...report.requested],
    response: [...responseOf(sid, code), ...report.answered],
  };
}

function rest(words: DataDictionary): Part {
  return value('Data', 'data', words.run('bytes', 'rest'));
}

type Identifier = EcuDescription['dataIdentifiers'][string];

function identifier(id: number): Part {
  return constant('DID', 'ID', 2, id);
}

function read(name: string, { id, title, value: spec }: Identifier, { words }: Context): OdxService {
  const word = shortName(name);
  return {
    name: `${word}_Read`,
    title,
    functionalClass: id >= 0xf180 && id <= 0xf19f ? 'Ident' : 'StandardDataTransfer',
    semantic: id >= 0xf180 && id <= 0xf19f ? 'IDENTIFICATION' : 'CURRENTDATA',
    request: [serviceId(SID.readDataByIdentifier), identifier(id)],
    response: [
      constant('SID_PR', 'SERVICE-ID', 1, SID.readDataByIdentifier + RESPONSE),
      identifier(id),
      ...valueParts(spec, word, title, words),
    ],
  };
}

function write(name: string, { id, title, value: spec }: Identifier, { words }: Context): OdxService {
  const word = shortName(name);
  return {
    name: `${word}_Write`,
    title,
    functionalClass: 'StandardDataTransfer',
    semantic: 'STOREDDATA',
    request: [serviceId(SID.writeDataByIdentifier), identifier(id), ...valueParts(spec, word, title, words)],
    response: [constant('SID_PR', 'SERVICE-ID', 1, SID.writeDataByIdentifier + RESPONSE), identifier(id)],
  };
}

function securityAccess(
  { level, title, seed, key }: EcuDescription['securityLevels'][number],
  { ecu, words }: Context,
): readonly OdxService[] {
  const sid = SID.securityAccess;
  const [seedCode, keyCode] = [level * 2 - 1, level * 2];
  const requestSeed = plain(
    sid,
    seedCode,
    `RequestSeed_${levelState(level)}`,
    `seed of ${title}`,
    'SecurityAccess',
    'SECURITY',
  );
  const sendKey = plain(
    sid,
    keyCode,
    `SendKey_${levelState(level)}`,
    `pass-code of ${title}`,
    'SecurityAccess',
    'SECURITY',
  );
  return [
    { ...requestSeed, response: [...responseOf(sid, seedCode), ...fieldParts(seed, words, `Seed${level}`)] },
    {
      ...sendKey,
      request: [...requestOf(sid, keyCode), ...fieldParts(key, words, `Key${level}`)],
      transitions: unlockTransitions(ecu, level),
    },
  ];
}

const RETURN_CONTROL = 0x00;
const SHORT_TERM_ADJUSTMENT = 0x03;

function outputControl(
  name: string,
  { id, title, state }: EcuDescription['outputs'][string],
  { words }: Context,
): readonly OdxService[] {
  const sid = SID.inputOutputControlByIdentifier;
  const word = shortName(name);
  const control = (action: string, option: number, data: readonly Part[]): OdxService => {
    const echoed = [identifier(id), constant('ControlParameter', 'DATA', 1, option), ...data];
    return {
      name: `${word}_${action}`,
      title,
      functionalClass: 'OutputControl',
      semantic: 'CONTROL',
      request: [serviceId(sid), ...echoed],
      response: [constant('SID_PR', 'SERVICE-ID', 1, sid + RESPONSE), ...echoed],
    };
  };
  return [
    control('ShortTermAdjustment', SHORT_TERM_ADJUSTMENT, valueParts(state, word, title, words)),
    control('ReturnControlToECU', RETURN_CONTROL, []),
  ];
}

function routine(
  { id, title, start, stop, results }: EcuDescription['routines'][string],
  { words }: Context,
): readonly OdxService[] {
  const sid = SID.routineControl;
  const word = shortName(title);
  const rid = constant('RID', 'ID', 2, id);
  const service = (
    code: number,
    name: string,
    what: string,
    requested: readonly Part[],
    answered: readonly Part[],
  ): OdxService => ({
    ...plain(sid, code, `${word}_${name}`, `${title}: ${what}`, 'Routines', 'ROUTINE'),
    request: [...requestOf(sid, code), rid, ...requested],
    response: [...responseOf(sid, code), rid, ...answered],
  });
  const starts = Object.entries(start).map(([name, option]): OdxService => {
    const requested = [
      constant('Option', 'DATA', 1, option.code),
      ...fieldParts(option.parameters, words, `${word}${shortName(name)}`),
    ];
    const answered = fieldParts(option.answer, words, `${word}${shortName(name)}Answer`);
    const made = service(1, `${shortName(name)}_Start`, option.title, requested, answered);
    if (option.level === undefined) return made;
    return { ...made, states: [levelState(option.level)], transitions: [lockTransition(option.level)] };
  });
  return [
    ...starts,
    service(2, 'Stop', 'stop', [], fieldParts(stop, words, `${word}Stop`)),
    service(3, 'RequestResults', 'results', [], fieldParts(results, words, `${word}Results`)),
  ];
}

/** A service of which only the declaration is known: its data are bytes. */
function otherService({ sid, title, subFunctions }: ServiceSpec, { words }: Context): readonly OdxService[] {
  const word = shortName(title);
  if (subFunctions === null) {
    const data = rest(words);
    const request = [serviceId(sid), data];
    const response = [constant('SID_PR', 'SERVICE-ID', 1, sid + RESPONSE), data];
    return [{ name: word, title, functionalClass: 'Other', semantic: 'FUNCTION', request, response }];
  }
  return subFunctions.map((each) => {
    const made = plain(sid, each.code, `${word}_${shortName(each.title)}`, each.title, 'Other', 'FUNCTION');
    return {
      ...made,
      request: [...made.request, rest(words)],
      response: [...responseOf(sid, each.code), rest(words)],
    };
  });
}
