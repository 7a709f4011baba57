import { expect, it } from 'vitest';
import { DoipFaults, NO_DOIP_FAULTS } from '../../../../can-bus/doip/doip-faults.ts';
import { NO_DOIP_FAULT, type DoipFault } from '../../../../can-bus/doip/fault-plan.ts';

const ack: DoipFault = { ...NO_DOIP_FAULT, message: 'ack', drop: true };

class Following {
  readonly faults: DoipFaults;
  plan: readonly DoipFault[];

  constructor(plan: readonly DoipFault[], seed = 1) {
    this.plan = plan;
    this.faults = new DoipFaults({ faults: () => this.plan, seed: () => seed });
  }
}

it('affects nothing without a plan', () => {
  expect(new DoipFaults(NO_DOIP_FAULTS).next('ack')).toBeNull();
});

it('affects only the message that a fault names, after skip, and count times', () => {
  const { faults } = new Following([{ ...ack, skip: 1, count: 2 }]);
  const taken = [1, 2, 3, 4].map(() => faults.next('ack') !== null);
  expect([taken, faults.next('response')]).toEqual([[false, true, true, false], null]);
});

it('applies the first fault that names a message, and counts anew with a new plan', () => {
  const state = new Following([
    { ...ack, count: 1 },
    { ...ack, drop: false, code: 5 },
  ]);
  expect([state.faults.next('ack')?.drop, state.faults.next('ack')]).toEqual([true, null]);
  state.plan = [{ ...ack, count: 1 }];
  expect(state.faults.next('ack')?.drop).toBe(true);
});

it('reports a fault that has been applied as often as it may, once', () => {
  const spent: DoipFault[] = [];
  const plan: readonly DoipFault[] = [
    { ...ack, count: 2 },
    { ...NO_DOIP_FAULT, message: 'response' },
  ];
  const faults = new DoipFaults({ faults: () => plan, seed: () => 1, spent: (fault) => spent.push(fault) });
  faults.next('ack');
  faults.next('response');
  expect(spent).toEqual([]);
  faults.next('ack');
  faults.next('ack');
  expect(spent).toEqual([plan[0]]);
});

it('reports each effect of a fault that it applies, by name', () => {
  const struck: string[] = [];
  const plan: readonly DoipFault[] = [
    { ...ack, count: 1 },
    { ...NO_DOIP_FAULT, message: 'activation', code: 0x11, headerNack: null },
    { ...NO_DOIP_FAULT, message: 'aliveCheck', headerNack: 3, wrongInverse: true, delayMs: 5 },
    { ...NO_DOIP_FAULT, message: 'response', split: 4, join: true, cut: 2 },
    { ...NO_DOIP_FAULT, message: 'announcement', vin: '4T1BZ1FB4KU000001' },
  ];
  const faults = new DoipFaults({ faults: () => plan, seed: () => 1, struck: (fault) => struck.push(fault) });
  for (const message of ['ack', 'ack', 'activation', 'aliveCheck', 'response', 'announcement', 'status'] as const) {
    faults.next(message);
  }
  expect(struck).toEqual([
    'doip-ack-dropped',
    'doip-activation-code-11',
    'doip-alive-check-header-nack-03',
    'doip-alive-check-wrong-inverse',
    'doip-alive-check-delayed',
    'doip-response-split',
    'doip-response-joined',
    'doip-response-cut',
    'doip-announcement-other-vin',
  ]);
});

it('draws random numbers from the seed', () => {
  const draws = (seed: number): string => {
    const { faults } = new Following([{ ...ack, probability: 0.5 }], seed);
    return Array.from({ length: 24 }, () => (faults.next('ack') === null ? '.' : 'x')).join('');
  };
  expect(draws(1)).toBe(draws(1));
  expect(draws(1)).not.toBe(draws(2));
  expect(draws(1)).toMatch(/x.*\..*x/);
});
