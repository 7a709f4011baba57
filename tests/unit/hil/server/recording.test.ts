import { describe, expect, it } from 'vitest';
import { VirtualBench } from '../../../../hil/bench/virtual-bench.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';
import { runScenario } from '../../../../hil/scenario/run-scenario.ts';
import { EventFeed } from '../../../../hil/server/event-feed.ts';
import { Recording } from '../../../../hil/server/recording.ts';
import { VirtualControl } from './virtual-control.ts';

function begin(): { readonly control: VirtualControl; readonly recording: Recording } {
  const control = new VirtualControl();
  const feed = new EventFeed(control, { instance: 'i' });
  control.car.start();
  return { control, recording: new Recording(control, () => feed.view()) };
}

describe('a recording', () => {
  it('has nothing before the first one, and nothing of what was done before', () => {
    const { control, recording } = begin();
    expect([recording.state(), recording.scenario()]).toEqual([
      { on: false, sinceUs: null, steps: 0, warnings: [] },
      null,
    ]);
    control.car.setVehicle({ doors: { driver: true } });
    const sinceUs = control.car.nowUs;
    expect(recording.set(true)).toMatchObject({ on: true, sinceUs });
    control.car.advanceTo(sinceUs + 2_000_000);
    control.car.touchKey(0xa1000001);
    expect(recording.set(false)).toMatchObject({ on: false, sinceUs });
    control.car.touchKey(0xa1000002);
    const text = recording.scenario() ?? '';
    expect(text).toContain("touch: { key: 'master'");
    expect(text).not.toContain("touch: { key: 'valet'");
    expect(text).toMatch(/given:\n {2}- vehicle: \{ doors: \{ driver: true \} \}/);
  });

  it('is a scenario that passes', async () => {
    const { control, recording } = begin();
    recording.set(true);
    control.car.advanceTo(control.car.nowUs + 2_000_000);
    control.car.setVehicle({ brake: true });
    control.car.pressEngineSwitch();
    const scenario = loadScenario(recording.scenario() ?? '', 'recorded.yaml');
    const result = await runScenario(scenario, (one, seed) => new VirtualBench(one, { seed, profile: {} }));
    expect(result.verdict).toBe('pass');
  });

  it('begins anew where the car is restarted, and says so', () => {
    const { control, recording } = begin();
    recording.set(true);
    control.car.touchKey(0xa1000001);
    control.restart();
    expect(recording.state()).toMatchObject({
      on: true,
      sinceUs: 0,
      warnings: ['the car was restarted: the recording begins there'],
    });
    expect(recording.scenario()).not.toContain('touch');
  });
});
