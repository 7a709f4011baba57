import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';

import { fromHex } from '../../../can-bus/bytes/hex.ts';
import { BODY } from '../../../ecu-sim/description/body-description.ts';
import type { EcuDescription } from '../../../ecu-sim/description/ecu-description.ts';
import { ENGINE } from '../../../ecu-sim/description/engine-description.ts';
import { SMART_KEY } from '../../../ecu-sim/description/smart-key/smart-key-description.ts';
import { PROTOCOLS } from '../../config/odx/communication.ts';
import { pdxFile } from '../../config/odx/pdx-file.ts';
import { rationalScale } from '../../config/odx/rational-scale.ts';
import { descriptionFile } from '../../../hil/server/description-files.ts';
import { PdxReader } from '../../support/pdx-reader.ts';
import { child, everyElement, textOf } from '../../support/xml-reader.ts';

const reader = new PdxReader(descriptionFile('pdx'));
const elements = [...reader.documents.values()].flatMap(everyElement);

function namesOf(ecu: string): readonly string[] {
  return reader.services(ecu).map((service) => textOf(service, 'SHORT-NAME'));
}

function decoded(ecu: string, request: string, response: string): unknown {
  const asked = reader.request(ecu, fromHex(request));
  return [asked?.service, asked && reader.response(ecu, asked.service, fromHex(response))];
}

describe('the package', () => {
  it('has the documents that its catalog lists, with one date and in order', () => {
    const bytes = descriptionFile('pdx');
    const names = Object.keys(unzipSync(bytes));
    expect(names).toEqual([
      'index.xml',
      'BODY.odx-d',
      'ENGINE.odx-d',
      'ISO_11898_2_DWCAN.odx-cs',
      'ISO_15765_2.odx-cs',
      'ISO_15765_3.odx-cs',
      'ISO_15765_3_on_ISO_15765_2.odx-c',
      'SMART_KEY.odx-d',
      'UDS_CAN.odx-d',
      'UDS_CAN_OEM.odx-d',
    ]);
    const listed = [...strFromU8(unzipSync(bytes)['index.xml'] ?? new Uint8Array()).matchAll(/">([^<]+)<\/FILE>/g)];
    expect(listed.map(([, name]) => name)).toEqual(names.slice(1));
  });

  it('has the same bytes twice, in any time zone', () => {
    const ecus = [
      { ecu: BODY, addresses: [[PROTOCOLS.main, { kind: 'normal', requestId: 1, responseId: 2 }]] },
    ] as const;
    const zone = process.env['TZ'];
    const first = pdxFile(ecus);
    process.env['TZ'] = 'Asia/Tokyo';
    const second = pdxFile(ecus);
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    expect(Buffer.from(second).equals(first)).toBe(true);
  });

  it('has no reference that leads nowhere, in the document that it names', () => {
    const broken = elements.filter(({ attributes }) => {
      const id = attributes.get('ID-REF');
      return id !== undefined && !reader.ids.has(id);
    });
    expect(broken).toEqual([]);
    for (const { attributes } of elements.filter((element) => element.attributes.has('DOCREF'))) {
      const [name = '', id = ''] = [attributes.get('DOCREF'), attributes.get('ID-REF')];
      const document = [...reader.documents].find(([file]) => file.replace(/\.odx-\w+$/, '') === name)?.[1];
      const target = reader.ids.get(id);
      expect(document !== undefined && target !== undefined && everyElement(document).includes(target)).toBe(true);
    }
  });

  it('has short names as ODX allows them, each once in its list', () => {
    for (const element of elements) {
      const names = element.children.map((each) => textOf(each, 'SHORT-NAME')).filter((name) => name !== '');
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_]{1,128}$/);
    }
  });

  it('names states and transitions that its charts have', () => {
    const snrefs = elements.filter(({ name }) => name === 'SOURCE-SNREF' || name === 'TARGET-SNREF');
    const states = new Set(elements.filter(({ name }) => name === 'STATE').map((state) => textOf(state, 'SHORT-NAME')));
    expect(snrefs.every(({ attributes }) => states.has(attributes.get('SHORT-NAME') ?? ''))).toBe(true);
    const charts = elements.filter(({ name }) => name === 'STATE-CHART').map((chart) => textOf(chart, 'SHORT-NAME'));
    expect(charts).toEqual(['Session', 'Session', 'SecurityAccess']);
  });
});

describe('the matrix of services', () => {
  /** First bytes of every request that the declared matrix contains. */
  function matrixOf({ services, dataIdentifiers, outputs, routines }: EcuDescription): readonly (readonly number[])[] {
    const identified = (table: Readonly<Record<string, { readonly id: number }>>): readonly (readonly number[])[] =>
      Object.values(table).map(({ id }) => [id >> 8, id & 0xff]);
    return Object.values(services).flatMap(({ sid, subFunctions }): readonly (readonly number[])[] => {
      if (sid === 0x31) return [1, 2, 3].flatMap((code) => identified(routines).map((id) => [sid, code, ...id]));
      if (sid === 0x22) return identified(dataIdentifiers).map((id) => [sid, ...id]);
      if (sid === 0x2f) return identified(outputs).map((id) => [sid, ...id]);
      return subFunctions === null ? [[sid]] : subFunctions.map(({ code }) => [sid, code]);
    });
  }

  it.each([SMART_KEY, BODY, ENGINE])('$node is whole', (ecu) => {
    const prefixes = reader.services(ecu.node).map((service) => {
      const id = child(service, 'REQUEST-REF')?.attributes.get('ID-REF') ?? '';
      const request = reader.ids.get(id);
      const parameters = request === undefined ? [] : (child(request, 'PARAMS')?.children ?? []);
      return parameters
        .filter(({ attributes }) => attributes.get('xsi:type') === 'CODED-CONST')
        .flatMap((parameter) => {
          const bits = Number(everyElement(parameter).find(({ name }) => name === 'BIT-LENGTH')?.text);
          const value = Number(textOf(parameter, 'CODED-VALUE'));
          return bits === 16 ? [value >> 8, value & 0xff] : [value];
        })
        .join(' ');
    });
    const missing = matrixOf(ecu).filter(
      (bytes) => !prefixes.some((prefix) => `${prefix} `.startsWith(`${bytes.join(' ')} `)),
    );
    expect(missing).toEqual([]);
  });

  it('has the names by which tools find services', () => {
    expect(namesOf('SMART_KEY')).toEqual(
      expect.arrayContaining([
        'Default_Start',
        'Extended_Start',
        'HardReset',
        'Vin_Read',
        'TesterSerial_Write',
        'RequestSeed_Level_1',
        'SendKey_Level_4',
        'SmartCodeReset_Arm_Start',
        'SmartCodeRegistration_Stop',
        'UndesignatedKeyPermanentErasure_RequestResults',
        'ExteriorBuzzer_ShortTermAdjustment',
        'FaultMem_ReportDTCByStatusMask',
        'FaultMem_ClearDTC',
        'DTC_Setting_Mode_Off',
        'TesterPresent_Send_NoResponse',
      ]),
    );
    expect(namesOf('ENGINE')).toEqual(expect.arrayContaining(['EngineSpeed_Read', 'Vin_Read', 'TroubleCodes_Clear']));
  });

  it('lets no request be two services', () => {
    for (const ecu of ['SMART_KEY', 'BODY', 'ENGINE']) expect(new Set(namesOf(ecu)).size).toBe(namesOf(ecu).length);
  });
});

describe('what a reader of the package makes of literal bytes', () => {
  it('numbers with their units and scales, words, bits, text', () => {
    expect(decoded('SMART_KEY', '10 03', '50 03 00 32 01 F4')).toEqual([
      'Extended_Start',
      { SID_PR: 0x50, SubFunction: 3, P2ServerMax: 50, P2StarServerMax: 5000 },
    ]);
    expect(decoded('SMART_KEY', '22 10 04', '62 10 04 81 03')).toMatchObject([
      'Inputs_Read',
      { DriverDoorOpen: 'yes', PassengerDoorOpen: 'no', ShiftP: 'yes', PowerMode: 'engine running' },
    ]);
    expect(decoded('ENGINE', '01 0C', '41 0C 0A F0')).toMatchObject(['EngineSpeed_Read', { EngineSpeed: 700 }]);
    expect(decoded('ENGINE', '01 05', '41 05 7B')).toMatchObject(['Coolant_Read', { Coolant: 83 }]);
    expect(decoded('SMART_KEY', '22 F1 8A', '62 F1 8A 56 53 4B')).toMatchObject(['Supplier_Read', { Supplier: 'VSK' }]);
  });

  it('slots and history to the end of the message', () => {
    expect(decoded('SMART_KEY', '22 10 03', '62 10 03 01 A1 00 00 01 00 00 00 00 00')).toMatchObject([
      'Slots_Read',
      {
        Slots: [
          { SlotPresent: 'yes', Slot: 0xa100_0001 },
          { SlotPresent: 'no', Slot: 0 },
        ],
      },
    ]);
  });

  it('trouble codes with the bits of their status', () => {
    expect(decoded('SMART_KEY', '19 02 FF', '59 02 2F A7 8D 00 09')).toMatchObject([
      'FaultMem_ReportDTCByStatusMask',
      { DTCs: [{ DTC: 'B278D', TestFailed: 'yes', Confirmed: 'yes', Pending: 'no' }] },
    ]);
  });

  it('a suppressed response, a negative response, and nothing that does not fit', () => {
    expect(reader.request('SMART_KEY', fromHex('3E 80'))?.service).toBe('TesterPresent_Send_NoResponse');
    expect(reader.request('SMART_KEY', fromHex('10 83'))?.service).toBe('Extended_Start');
    expect(reader.negative('SMART_KEY', fromHex('7F 31 33'))).toMatchObject({ NRC: 'securityAccessDenied' });
    expect(reader.request('SMART_KEY', fromHex('22 99 99'))).toBeNull();
    expect(reader.request('SMART_KEY', fromHex('10 03 00'))).toBeNull();
    expect(reader.response('SMART_KEY', 'Inputs_Read', fromHex('62 10 04 81'))).toBeNull();
    expect(reader.response('SMART_KEY', 'Inputs_Read', fromHex('62 10 04 81 09'))).toBeNull();
  });
});

describe('the ids under which an ECU answers', () => {
  it.each([
    ['SMART_KEY', 'UDS_CAN', ['normal segmented 11-bit transmit with FC', '1973', '0'], ['1981', '0']],
    ['SMART_KEY', 'UDS_CAN_OEM', ['extended segmented 11-bit transmit with FC', '1872', '181'], ['1880', '181']],
    ['ENGINE', 'UDS_CAN', ['normal segmented 11-bit transmit with FC', '2016', '0'], ['2024', '0']],
    ['BODY', 'UDS_CAN', ['extended segmented 11-bit transmit with FC', '1872', '64'], ['1880', '64']],
  ])('%s in %s', (ecu, protocol, request, response) => {
    const document = reader.documents.get(`${ecu}.odx-d`);
    const variants = document === undefined ? [] : everyElement(document).filter(({ name }) => name === 'ECU-VARIANT');
    const tables = variants
      .flatMap(everyElement)
      .filter(({ name }) => name === 'COMPARAM-REF')
      .filter((each) => child(each, 'PROTOCOL-SNREF')?.attributes.get('SHORT-NAME') === protocol);
    const values = tables.flatMap((table) => child(table, 'COMPLEX-VALUE')?.children.map(({ text }) => text) ?? []);
    expect([values.slice(0, 3), values.slice(4, 6)]).toEqual([request, response]);
    const names = elements
      .find(({ name }) => name === 'COMPLEX-COMPARAM')
      ?.children.filter(({ name }) => name === 'COMPARAM');
    expect(values).toHaveLength(names?.length ?? 0);
  });
});

describe('an ECU with a service of its own', () => {
  const services = {
    custom: { sid: 0xba, title: 'Custom', sessions: ['default'], length: { least: 1 }, subFunctions: null },
    linkControl: {
      sid: 0x87,
      title: 'LinkControl',
      sessions: ['extended'],
      length: { least: 2 },
      subFunctions: [{ code: 1, title: 'verify' }],
    },
  } as const;
  const ecu: EcuDescription = { ...BODY, node: 'OTHER', services };

  it('has it with its data as bytes', () => {
    const address = { kind: 'normal', requestId: 0x700, responseId: 0x708 } as const;
    const other = new PdxReader(pdxFile([{ ecu, addresses: [[PROTOCOLS.main, address]] }]));
    expect(other.request('OTHER', fromHex('BA 01 02'))).toMatchObject({ service: 'Custom', values: { Data: '0102' } });
    expect(other.request('OTHER', fromHex('87 81 05'))).toMatchObject({ service: 'LinkControl_Verify' });
    expect(other.response('OTHER', 'LinkControl_Verify', fromHex('C7 01'))).toMatchObject({ Data: '' });
  });
});

describe('a scale as a fraction', () => {
  it.each([
    [1, [1, 1]],
    [0.25, [1, 4]],
    [0.01, [1, 100]],
    [100 / 255, [20, 51]],
    [2 / 65_536, [1, 32_768]],
  ])('%d', (scale, fraction) => {
    expect(rationalScale(scale)).toEqual(fraction);
  });

  it('is refused if no denominator is large enough', () => {
    expect(() => rationalScale(1e-7)).toThrow('the scale 1e-7 is no fraction with a denominator up to 65536');
  });
});
