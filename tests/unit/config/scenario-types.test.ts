import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { scenarioDataSchema } from '../../../hil/scenario/schema.ts';
import { printScenarioTypes } from '../../config/scenario-types.ts';
import { typeProblems } from '../../support/type-problems.ts';

const PRINTED = printScenarioTypes(scenarioDataSchema());

const problemsIn = (code: string): readonly string[] => typeProblems(PRINTED, code);
const step = (text: string): readonly string[] => problemsIn(`export const step: t.StepInput = ${text};`);

describe('the types of scenarios in TypeScript, printed from their schemas', () => {
  it('stand alone, and take a scenario with every kind of field', () => {
    expect(
      problemsIn(`
        export const input: t.ScenarioInput = {
          name: 'x', timeout: '5 min', rules: ['RST-2'], profile: { vin: 'x' },
          cars: { car: { registered: ['master'] } }, keys: { spare: null, old: { life: 'bound', batteryV: '2.9 V' } },
          given: [{ include: { file: 'a.yaml', with: { level: 2 } }, note: null }],
          steps: [
            { vehicle: { doors: { driver: 'open' }, batteryV: 12.6 }, rules: ['RST-1'], car: 'car' },
            { touch: 'master' }, { touch: { key: 'master', expect: { reaction: 'none', reason: null } } },
            { powerCycle: null }, { fault: 'none' }, { fault: { bus: { drop: 0.5 } } }, { keepAlive: 'on' },
            { uds: { send: '27 01', capture: { seed: [2, 4] }, responseMs: { max: 1, unit: 's' } } },
            { frame: { name: 'DOOR_LOCKS', signals: { LOCK_STATUS: { min: 1 } }, within: 1 } },
            { tool: { register: { touch: ['spare'] } } }, { unlock: 1 }, { dealer: { request: null } },
            { expect: { slots: ['master', null], history: 'none', keys: { master: { life: 'bound' } } } },
          ],
        };`),
    ).toEqual([]);
  });

  it('know the names that the package has always exported', () => {
    const values = `
      export const time: t.Time = '10 s'; export const voltage: t.Voltage = 12; export const limits: t.Limits = { min: 1 };
      export const on: t.OnOff = 'on'; export const open: t.OpenClosed = 'open'; export const door: t.DoorName = 'trunk';
      export const level: t.SecurityLevel = 4; export const reaction: t.Reaction = { reason: null };
      export const state: t.StateInput = { engine: 'running' }; export const uds: t.UdsInput = { send: '3E 00' };
      export const car: t.CarInput = {}; export const key: t.KeyInput = { id: '00000001' }; export const at: t.Verbs['at'] = 1;
    `;
    expect(problemsIn(values)).toEqual([]);
  });

  it.each([
    ['a verb that there is not', "{ tuoch: 'master' }", /'tuoch' does not exist in type .*StepInput/],
    ['two verbs', "{ touch: 'master', vehicle: {} }", /'vehicle'|not assignable/],
    ['a field that there is not', "{ press: { key: 'master', buton: 'lock' } }", /'buton'|button/],
    ['a field that is missing', "{ move: { key: 'master' } }", /'to' is missing/],
    ['another word', "{ press: { key: 'master', button: 'honk' } }", /"honk"/],
    ['a number for a text', '{ stopSending: 1 }', /'number' is not assignable to type 'string'/],
    ['a third place', "{ uds: { send: '27 01', capture: { seed: [2, 4, 6] } } }", /not assignable|3 element/],
    ['a level beyond 4', '{ unlock: 5 }', /5/],
    ['a cycle without a name', "{ send: { id: 1, data: '00', cycle: 1 } }", /as/],
    ['a name without a cycle', "{ send: { id: 1, data: '00', as: 'noise' } }", /cycle/],
    ['a field of another verb', '{ noFrame: { for: 1, within: 2 } }', /'within' does not exist/],
  ])('refuse %s', (_, text, words) => {
    expect(step(text).join()).toMatch(words);
  });

  it('take a cycle with its name', () => {
    expect(step("{ send: { id: 1, data: '00', cycle: '20 ms', as: 'noise' } }")).toEqual([]);
  });

  it('print a schema as its type, with its descriptions', () => {
    const schema = z.strictObject({
      steps: z.array(
        z.union([
          z.strictObject({ 'a-b': z.union([z.null(), z.tuple([z.number(), z.literal('x')])]) }),
          z.strictObject({ c: z.record(z.string(), z.array(z.enum(['p', 'q']))).describe('What c is') }),
          z.strictObject({ d: z.partialRecord(z.enum(['p', 'q']), z.int()), note: z.string() }),
        ]),
      ),
    });
    const text = printScenarioTypes(z.toJSONSchema(schema));
    expect(text).toContain(
      [
        'export interface Verbs {',
        '  readonly "a-b": null | readonly [number, "x"];',
        '  /** What c is */',
        '  readonly c: Readonly<Record<string, readonly ("p" | "q")[]>>;',
        '  readonly d: { readonly [Name in "p" | "q"]?: number };',
      ].join('\n'),
    );
    expect(text).toContain('export interface ScenarioInput {\n  readonly steps: readonly StepInput[];\n}');
  });
});
