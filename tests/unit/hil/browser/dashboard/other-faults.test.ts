import { describe, expect, it } from 'vitest';
import { type FaultPreset, PRESETS } from '../../../../../hil/browser/dashboard/fault-presets.ts';
import { otherFaults } from '../../../../../hil/browser/dashboard/other-faults.ts';
import { FAULTS } from '../../../../../hil/server/answers.ts';
import type { CarFaultsInForce } from '../../../../../hil/view/faults-in-force.ts';
import { post, serveCar } from '../../server/virtual-control.ts';
import { NO_FAULTS_IN_FORCE } from './no-faults.ts';

function car(): { readonly send: (body: unknown) => Promise<CarFaultsInForce> } {
  const { app } = serveCar();
  return { send: async (body) => FAULTS.schema.parse((await post(app, '/api/faults', body)).body) as CarFaultsInForce };
}

function bodyOf(preset: FaultPreset, inForce: CarFaultsInForce, on: boolean): Readonly<Record<string, unknown>> {
  if (preset.change === null) throw new Error(`${preset.title} cannot be set`);
  return preset.change(inForce, on);
}

function onIn(inForce: CarFaultsInForce): readonly string[] {
  return PRESETS.filter((preset) => preset.isOn(inForce)).map(({ id }) => id);
}

describe('the faults without a switch of their own', () => {
  it('are listed, and ended one by one', async () => {
    const { send } = car();
    let inForce = await send({
      bus: { duplicate: 0.5, jitterMs: 3 },
      silent: ['engine'],
      transport: { ecu: { flowWaits: 2 }, tool: { consecutiveLost: 0.1 } },
      answers: [{ request: '22 ..', pending: 2 }, { replace: '7F 22 31' }],
      doip: [{ message: 'aliveCheck', drop: true }],
    });
    expect(onIn(inForce)).toEqual([]);
    const titles = otherFaults(inForce).map(({ title }) => title);
    expect(titles).toEqual([
      'bus: duplicate 0.5',
      'bus: jitterMs 3',
      'silent: engine',
      'transport, ecu: flowWaits 2',
      'transport, tool: consecutiveLost 0.1',
      'answers: request 22 .., pending 2',
      'answers: replace 7F 22 31',
      'doip: message aliveCheck, drop true',
    ]);
    for (let left = titles; left.length > 0; left = left.slice(1)) {
      const [first] = otherFaults(inForce);
      if (first === undefined) throw new Error('it has ended with another one');
      inForce = await send(bodyOf(first, inForce, false));
      expect(otherFaults(inForce).map(({ title }) => title)).toEqual(left.slice(1));
    }
  });

  it('have unreadable memory, which cannot be switched off', () => {
    const [memory] = otherFaults({ ...NO_FAULTS_IN_FORCE, faults: ['memory', 'B278D'] });
    expect(memory).toMatchObject({ title: 'memory', change: null });
  });
});
