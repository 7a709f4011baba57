import { describe, expect, it } from 'vitest';
import { PARAMETER, ParameterMemory } from '../../../../can-bus/elm327/parameter-memory.ts';
import { defaultSettings, defaultTimeout } from '../../../../can-bus/elm327/settings.ts';

describe('the settings of an ELM327', () => {
  it('ELM-4: are the data sheet’s at first', () => {
    expect(defaultSettings(new ParameterMemory())).toMatchObject({
      ...{
        echo: true,
        lineFeeds: false,
        headers: false,
        spaces: true,
        dlc: false,
        autoFormat: true,
        flowControl: true,
      },
      ...{ adaptiveTiming: 1, timeout: 0x32, header: null, priority: 0x18, testerAddress: 0xf1, flowControlMode: 0 },
    });
  });

  it('ELM-22: follow the parameters', () => {
    const parameters = new ParameterMemory();
    for (const [number, value] of [
      [PARAMETER.echo, 0xff],
      [PARAMETER.adaptiveTiming, 2],
      [PARAMETER.timeout, 0],
    ] as const) {
      parameters.store(number, value);
      parameters.switch(number, true);
    }
    expect(defaultSettings(parameters)).toMatchObject({ echo: false, adaptiveTiming: 2, timeout: 1 });
    expect(defaultTimeout(parameters)).toBe(1);
  });
});
