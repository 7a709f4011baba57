import { describe, expect, it } from 'vitest';
import { CAR_FAULTS } from '../../../../../hil/car/car-fault.ts';
import { FAULT_GROUPS, type FaultPreset, PRESETS } from '../../../../../hil/browser/dashboard/fault-presets.ts';
import { flowText } from '../../../../../hil/browser/dashboard/fault-part.ts';
import { otherFaults } from '../../../../../hil/browser/dashboard/other-faults.ts';
import { loadScenario } from '../../../../../hil/scenario/load-scenario.ts';
import { FAULTS } from '../../../../../hil/server/answers.ts';
import { FAULTS_FORM } from '../../../../../hil/server/request-bodies.ts';
import type { CarFaultsInForce } from '../../../../../hil/view/faults-in-force.ts';
import { get, post, serveCar } from '../../server/virtual-control.ts';
import { NO_FAULTS_IN_FORCE } from './no-faults.ts';

const TITLED = PRESETS.map((preset) => [preset.title, preset] as const);
/** Those that are still in force when the car has answered. */
const LASTING = PRESETS.filter(({ id }) => id !== 'bus-off');

function bodyOf(preset: FaultPreset, inForce: CarFaultsInForce, on: boolean): Readonly<Record<string, unknown>> {
  if (preset.change === null) throw new Error(`${preset.title} cannot be set`);
  return preset.change(inForce, on);
}

function byId(id: string): FaultPreset {
  const preset = PRESETS.find((one) => one.id === id);
  if (preset === undefined) throw new Error(`no switch ${id}`);
  return preset;
}

/** A car, and what is in force in it after each body that is sent. */
function car(): {
  readonly send: (body: unknown) => Promise<CarFaultsInForce>;
  readonly read: () => Promise<CarFaultsInForce>;
} {
  const { app } = serveCar();
  return {
    send: async (body) => FAULTS.schema.parse((await post(app, '/api/faults', body)).body) as CarFaultsInForce,
    read: async () => FAULTS.schema.parse((await get(app, '/api/faults')).body) as CarFaultsInForce,
  };
}

function onIn(inForce: CarFaultsInForce): readonly string[] {
  return PRESETS.filter((preset) => preset.isOn(inForce)).map(({ id }) => id);
}

describe('the faults that switches set', () => {
  it.each(TITLED)('set and take back what the car knows: %s', (_title, preset) => {
    expect(onIn(NO_FAULTS_IN_FORCE)).toEqual([]);
    for (const on of [true, false]) {
      const body = bodyOf(preset, NO_FAULTS_IN_FORCE, on);
      expect(FAULTS_FORM.read(body)).toEqual(body);
    }
  });

  it.each(TITLED)('are the same as a step of a scenario: %s', (_title, preset) => {
    for (const on of [true, false]) {
      const body = bodyOf(preset, NO_FAULTS_IN_FORCE, on);
      const source = `name: A fault\nsteps:\n  - fault: ${flowText(body)}\n`;
      const [loaded] = loadScenario(source, 'a.yaml').steps;
      expect(loaded?.action).toMatchObject('fault' in body ? body : { kind: 'faults', form: body });
    }
  });

  it('are all in force at once where all are switched on, and each is ended alone', async () => {
    const { send, read } = car();
    let inForce = await read();
    for (const preset of LASTING) inForce = await send(bodyOf(preset, inForce, true));
    const all = LASTING.map(({ id }) => id);
    expect(onIn(inForce)).toEqual(all);
    expect(LASTING.flatMap((preset) => preset.noteOf(inForce) ?? [])).toEqual([]);
    expect(otherFaults(inForce)).toEqual([]);
    for (const preset of LASTING) {
      const without = await send(bodyOf(preset, inForce, false));
      expect(onIn(without), preset.title).toEqual(all.filter((id) => id !== preset.id));
      inForce = await send(bodyOf(preset, without, true));
    }
  });

  it('say what is in force where somebody has set it otherwise, and keep it when another is switched', async () => {
    const { send } = car();
    let inForce = await send({ bus: { drop: 0.3, ids: ['758'] }, answers: [{ request: '** ..', delayMs: 50 }] });
    expect(onIn(inForce)).toEqual(['drop', 'answer-late']);
    expect(byId('drop').noteOf(inForce)).toBe('drop 0.3, ids [758]');
    expect(byId('answer-late').noteOf(inForce)).toBe('delayMs 50');
    inForce = await send(bodyOf(byId('delay'), inForce, true));
    expect(inForce.plan.bus).toMatchObject({ drop: 0.3, delayMs: 20, ids: ['758'] });
  });

  it('have an id and a title of their own', () => {
    expect(PRESETS.length).toBe(31);
    expect(new Set(PRESETS.map(({ id }) => id)).size).toBe(31);
    expect(new Set(PRESETS.map(({ title }) => title)).size).toBe(31);
  });

  it('have every trouble code that a bench can set, except that of the memory', () => {
    const codes = FAULT_GROUPS.filter(({ title }) => title.endsWith('rouble codes')).flatMap(({ presets }) => presets);
    expect(new Set(codes.map(({ id }) => id))).toEqual(new Set(CAR_FAULTS));
  });
});
