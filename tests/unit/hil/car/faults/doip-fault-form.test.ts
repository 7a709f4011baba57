import { expect, it } from 'vitest';
import { NO_DOIP_FAULT } from '../../../../../can-bus/doip/fault-plan.ts';
import { doipFault, doipForm, doipFormOf } from '../../../../../hil/car/faults/doip-fault-form.ts';
import { FaultFields } from '../../../../../hil/car/faults/fault-fields.ts';

const schema = doipForm(new FaultFields((noun) => `must be ${noun}`));

function problemOf(form: unknown): string {
  return schema.safeParse(form).error?.issues[0]?.message ?? '';
}

it('reads codes in hex, and fills in what is left out', () => {
  const fault = { ...NO_DOIP_FAULT, message: 'activation', code: 0x11 };
  expect(doipFault({ message: 'activation', code: '11' })).toEqual(fault);
  expect(doipFormOf(doipFault({ message: 'ack', headerNack: '0a' }))).toMatchObject({ headerNack: '0A', code: null });
});

it.each([
  [{ message: 'answer' }, 'must be one of announcement, identification, status, activation, aliveCheck, ack, response'],
  [{ message: 'ack', code: 3 }, 'must be a code of two hexadecimal digits in quotes, such as "03"'],
  [{ message: 'ack', headerNack: 'xx' }, 'must be a code of two hexadecimal digits in quotes, such as "03"'],
  [{ message: 'announcement', vin: '4T1' }, 'must be a VIN: 17 letters and digits'],
])('refuses %j in words', (form, words) => {
  expect(problemOf(form)).toBe(words);
});
