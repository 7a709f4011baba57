import { describe, expect, it } from 'vitest';
import { negativeResponseName } from '../../../../../can-bus/uds/negative-response-codes.ts';
import { hasSubFunction } from '../../../../../can-bus/uds/messages.ts';
import { serviceName } from '../../../../../can-bus/uds/service-ids.ts';
import { BODY } from '../../../../../ecu-sim/description/body-description.ts';
import { ENGINE } from '../../../../../ecu-sim/description/engine-description.ts';
import { SMART_KEY } from '../../../../../ecu-sim/description/smart-key/smart-key-description.ts';
import { fixedFieldsSize, fixedSize } from '../../../../../ecu-sim/description/value-codec.ts';
import type { FieldSpec, ValueSpec } from '../../../../../ecu-sim/description/value-spec.ts';
import { KEY_PASS_CODE_LENGTH, RESET_PASS_CODE_LENGTH } from '../../../../../ecu-sim/identity/pass-code.ts';
import { KEY_SEED_LENGTH, RESET_SEED_LENGTH } from '../../../../../ecu-sim/identity/seed-data.ts';
import { DECLARED_NRCS, IDENTIFIERS, ROUTINES, SERVICES } from '../../../../conformance/matrix/declared.ts';
import { sourceFiles } from '../../../../tidy/source-files.ts';

/** Names of the enumerations that a value refers to. */
function enumerationsOf(value: ValueSpec): readonly string[] {
  switch (value.kind) {
    case 'enumeration':
      return [value.of];
    case 'optional':
    case 'list':
    case 'counted-list':
      return enumerationsOf(value.of);
    case 'record':
      return enumerationsIn(value.fields);
    case 'number':
    case 'flag':
    case 'text':
    case 'bytes':
    case 'date':
      return [];
  }
}

function enumerationsIn(fields: readonly FieldSpec[]): readonly string[] {
  return fields.flatMap((field) => (field.kind === 'flags' ? [] : enumerationsOf(field)));
}

const hex4 = (id: number): string => id.toString(16).padStart(4, '0').toUpperCase().replace(/^(..)/, '$1 ');

describe('the description of the Smart Key ECU', () => {
  it('is that of one node with one frame, and no service of SAE J1979', () => {
    expect([SMART_KEY.node, SMART_KEY.title]).toEqual(['SMART_KEY', 'Smart Key ECU']);
    expect(SMART_KEY.broadcasts.map(({ id }) => id)).toEqual([0x5b5]);
    expect([SMART_KEY.parameters, SMART_KEY.monitorTests]).toEqual([[], []]);
  });

  it('has the results of each routine behind those that all routines have', () => {
    const names = Object.values(SMART_KEY.routines).map(({ results }) =>
      results.map((field) => (field.kind === 'flags' ? null : field.name)),
    );
    const common = ['state', 'outcome', 'reason', 'elapsedMs', 'remainingMs'];
    expect(names).toEqual([
      common,
      [...common, 'keysAdded', 'freeSlots', 'lastRefusal'],
      [...common, 'declared', 'touched'],
    ]);
  });

  it('declares the identifiers, routines and codes that the conformance tests were written for', () => {
    const ids = Object.values(SMART_KEY.dataIdentifiers).map(({ id }) => hex4(id));
    expect([...ids].sort()).toEqual([...IDENTIFIERS].sort());
    expect(Object.values(SMART_KEY.routines).map(({ id }) => hex4(id))).toEqual(ROUTINES);
    expect(SMART_KEY.negativeResponses.map(({ code }) => code)).toEqual(DECLARED_NRCS);
  });

  it('declares the matrix of services that the conformance tests were written for', () => {
    const declared = Object.values(SMART_KEY.services).map(({ sid, sessions, subFunctions }) => [
      sid,
      { sessions, subFunctions: subFunctions === null ? null : subFunctions.map(({ code }) => code) },
    ]);
    expect(declared).toEqual([...SERVICES]);
  });

  it('has sub-functions where ISO 14229-1 has them, and its names of services', () => {
    for (const { sid, title, subFunctions } of Object.values(SMART_KEY.services)) {
      expect([title, subFunctions !== null]).toEqual([title, hasSubFunction(sid)]);
      expect(title.toLowerCase()).toBe(serviceName(sid)?.toLowerCase());
    }
  });

  it('declares every negative response that the firmware can give, with its name in the standard', () => {
    const used = sourceFiles('ecu-sim/{diagnostics,smart-key}/*.ts').flatMap(({ text }) =>
      [...text.matchAll(/\bNRC\.(\w+)/g)].map(([, name = '']) => name),
    );
    const declared = SMART_KEY.negativeResponses.map(({ code }) => negativeResponseName(code));
    // Named only among those not sent in response to a functional request (conformance 12).
    const unused = ['subFunctionNotSupportedInActiveSession'];
    expect([...new Set(used)].filter((name) => !unused.includes(name)).sort()).toEqual([...declared].sort());
  });

  it('has seeds and keys as long as those that are made', () => {
    const lengths = SMART_KEY.securityLevels.map(({ seed, key }) => [fixedFieldsSize(seed), fixedFieldsSize(key)]);
    const [reset, keys] = [
      [RESET_SEED_LENGTH, RESET_PASS_CODE_LENGTH],
      [KEY_SEED_LENGTH, KEY_PASS_CODE_LENGTH],
    ];
    expect(lengths).toEqual([reset, keys, keys, keys]);
  });

  it('has identifiers of the lengths that the contract gives', () => {
    const lengths = Object.fromEntries(
      Object.entries(SMART_KEY.dataIdentifiers).map(([name, { value }]) => [name, fixedSize(value)]),
    );
    expect(lengths).toMatchObject({
      inputs: 2,
      batteryMv: 2,
      procedure: 8,
      beeps: 5,
      passCodeAttempts: 3,
      history: 129,
    });
  });
});

describe.each([SMART_KEY, ENGINE, BODY])('the description of the $title', (ecu) => {
  it('lists every enumeration that it refers to', () => {
    const named = [
      ...Object.values(ecu.dataIdentifiers).flatMap(({ value }) => enumerationsOf(value)),
      ...Object.values(ecu.routines).flatMap(({ start, stop, results }) => [
        ...Object.values(start).flatMap(({ answer }) => enumerationsIn(answer)),
        ...enumerationsIn([...stop, ...results]),
      ]),
      ...Object.values(ecu.outputs).flatMap(({ state }) => enumerationsOf(state)),
      ...ecu.broadcasts.flatMap(({ signals }) => Object.values(signals).flatMap(({ values }) => values ?? [])),
    ];
    expect(named.filter((name) => !(name in ecu.enumerations))).toEqual([]);
  });

  it('gives no id, code or option twice', () => {
    const tables: readonly (readonly number[])[] = [
      Object.values(ecu.services).map(({ sid }) => sid),
      Object.values(ecu.dataIdentifiers).map(({ id }) => id),
      Object.values(ecu.routines).map(({ id }) => id),
      ...Object.values(ecu.routines).map(({ start }) => Object.values(start).map(({ code }) => code)),
      Object.values(ecu.outputs).map(({ id }) => id),
      Object.values(ecu.troubleCodes).map(({ code }) => code),
      ecu.parameters.map(({ service, id }) => service * 0x100 + id),
      ecu.broadcasts.map(({ id }) => id),
    ];
    for (const ids of tables) expect(new Set(ids).size).toBe(ids.length);
  });
});
