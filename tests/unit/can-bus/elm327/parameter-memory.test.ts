import { describe, expect, it } from 'vitest';
import { PARAMETER, ParameterMemory } from '../../../../can-bus/elm327/parameter-memory.ts';

describe('the programmable parameters of an ELM327', () => {
  it('ELM-22: have the factory’s values until stored ones are switched on', () => {
    const memory = new ParameterMemory();
    expect(memory.value(PARAMETER.timeout)).toBe(0x32);
    memory.store(PARAMETER.timeout, 0x19);
    expect(memory.value(PARAMETER.timeout)).toBe(0x32);
    memory.switch(PARAMETER.timeout, true);
    expect(memory.value(PARAMETER.timeout)).toBe(0x19);
    memory.switch(0xff, false);
    expect(memory.value(PARAMETER.timeout)).toBe(0x32);
    expect(memory.value(0x2b)).toBe(2);
    expect(memory.value(0x05)).toBe(0xff);
  });

  it('ELM-22: are listed four a line', () => {
    const memory = new ParameterMemory();
    memory.switch(0x2d, true);
    const lines = memory.summary();
    expect(lines).toHaveLength(12);
    expect(lines[11]).toBe('2C:E0 F  2D:04 N  2E:80 F  2F:0A F');
  });

  it('there are 48 of them', () => {
    expect([ParameterMemory.has(0x2f), ParameterMemory.has(0x30)]).toEqual([true, false]);
  });
});
