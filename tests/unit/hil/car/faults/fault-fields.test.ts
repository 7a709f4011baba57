import { expect, it } from 'vitest';
import { FaultFields } from '../../../../../hil/car/faults/fault-fields.ts';

const fields = new FaultFields((noun) => `must be ${noun}`);

it('reads CAN ids and masks of bytes as numbers and text', () => {
  expect([fields.canId.parse('758'), fields.canId.parse(0x758), fields.mask.parse('27 0* ..')]).toEqual([
    '758',
    0x758,
    '27 0* ..',
  ]);
});

it('refuses in the words of the caller', () => {
  expect(fields.oneOf(['a', 'b'], 'a letter').safeParse('c').error?.issues[0]?.message).toBe('must be one of a, b');
  expect(fields.flag('true').safeParse(1).error?.issues[0]?.message).toBe('must be true or false');
});

it.each(['20000000', 'zz', -1, 0x2000_0000, 1.5, null])('refuses %j as a CAN id, in the words of its users', (id) => {
  const { canId } = new FaultFields((noun) => `must be ${noun}`);
  const { error } = canId.safeParse(id);
  expect(error?.issues.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^must be a CAN id: a number, or hex/),
  ]);
});
