import { describe, expect, it } from 'vitest';
import { EventFeed } from '../../../../hil/server/event-feed.ts';
import { nextStep, type NextStep } from '../../../../hil/view/next-step.ts';
import type { CarView } from '../../../../hil/view/car-view.ts';
import type { TechnicianUtility } from '../../../../hil/view/technician-state.ts';
import { controlOf } from '../../../support/car-control.ts';
import { KEY_A, TestBench, type BenchOptions } from '../../../support/test-bench.ts';

function stepAfter(
  before: (bench: TestBench) => void,
  options: BenchOptions = {},
  utility: TechnicianUtility | null = null,
  change: (view: CarView) => CarView = (view) => view,
): NextStep {
  const bench = new TestBench(options);
  const feed = new EventFeed(controlOf(bench.car), { instance: 'test' });
  before(bench);
  return nextStep(change(feed.view()), utility);
}

describe('what the bulletin would do next', () => {
  it.each<[string, (bench: TestBench) => void, number | null, string, string | null]>([
    ['nothing under way', () => undefined, null, 'Select a utility', '10 03'],
    ['the session is open', (bench) => bench.extended(), 4, 'Get a seed', '27 01'],
    [
      'a seed waits',
      (bench) => {
        bench.extended();
        bench.seed(3);
      },
      null,
      'Enter the pass-code',
      '27 06',
    ],
    ['the reset is armed', (bench) => bench.arm(), 10, 'Get Pass-Code', '27 03'],
    [
      'its second seed waits',
      (bench) => {
        bench.arm();
        bench.seed(2);
      },
      11,
      'Enter the pass-code',
      '27 04',
    ],
    [
      'its second pass-code is right',
      (bench) => {
        bench.arm();
        bench.unlock(2);
      },
      null,
      'Begin the reset',
      '31 01 02 01 02',
    ],
    [
      'registration is authorised',
      (bench) => {
        bench.extended();
        bench.unlock(3);
      },
      15,
      'Enter the registration',
      '31 01 02 02 01',
    ],
    [
      'a registered key has touched',
      (bench) => {
        bench.enterRegistration();
        bench.touch(KEY_A);
      },
      17,
      'Pre-Start CHK',
      '31 01 02 02 02',
    ],
    [
      'the Pre-Start Check was run',
      (bench) => {
        bench.enterRegistration();
        bench.touch(KEY_A);
        bench.request('31 01 02 02 02');
      },
      18,
      'Start',
      '31 01 02 02 03',
    ],
    [
      'keys are declared',
      (bench) => {
        bench.extended();
        bench.request('31 01 02 03 01 01');
      },
      8,
      'Get Pass-Code',
      '27 07',
    ],
    [
      'the window is authorised',
      (bench) => {
        bench.extended();
        bench.request('31 01 02 03 01 01');
        bench.unlock(4);
      },
      null,
      'Open the erasure window',
      '31 01 02 03 02',
    ],
    [
      'all declared keys have touched',
      (bench) => {
        bench.openWindow(1);
        bench.touch(KEY_A);
      },
      18,
      'Delete',
      '31 01 02 03 03',
    ],
  ])('%s: the tool sends it', (_state, before, bulletinStep, title, tool) => {
    expect(stepAfter(before)).toMatchObject({ bulletinStep, title, tool, actions: [] });
  });

  const closed = (bench: TestBench): void => {
    bench.extended();
    bench.unlock(1);
  };

  it("RST-1: opens the driver's door, charges the battery, then arms", () => {
    expect(stepAfter(closed)).toEqual({
      title: "Open the driver's door",
      text: "Open the driver's door, then select Next.",
      bulletinStep: 3,
      actions: [
        {
          label: "Open the driver's door",
          method: 'POST',
          path: '/api/vehicle',
          body: { doors: { driver: true } },
        },
      ],
      tool: null,
    });
    const low = (bench: TestBench): void => {
      closed(bench);
      bench.car.setVehicle({ doors: { driver: true }, batteryMv: 10_900 });
    };
    expect(stepAfter(low)).toMatchObject({ title: 'Charge the battery', text: 'The reset needs at least 11.0 V.' });
    const enough = (bench: TestBench): void => {
      closed(bench);
      bench.car.setVehicle({ doors: { driver: true }, batteryMv: 11_000 });
    };
    expect(stepAfter(enough)).toMatchObject({ title: 'Arm the reset' });
    const ready = (bench: TestBench): void => {
      closed(bench);
      bench.door(true);
    };
    expect(stepAfter(ready)).toMatchObject({ title: 'Arm the reset', tool: '31 01 02 01 01' });
  });

  it('RST-4: waits for a running reset, or skips to its end', () => {
    const step = stepAfter((bench) => bench.beginReset());
    expect(step.text).toBe('Wait until the reset completes. Keep the battery charged.');
    expect(step.actions).toEqual([
      { label: 'Skip to its end', method: 'POST', path: '/api/time/advance', body: { toDeadline: 'procedure' } },
    ]);
  });

  it('REG-3: touches with a registered key that is there', () => {
    expect(stepAfter((bench) => bench.enterRegistration())).toMatchObject({
      bulletinStep: 16,
      actions: [
        { label: 'Touch with key A1000001', path: '/api/keys/A1000001/touch', body: {} },
        { path: '/api/keys/A1000002/touch' },
      ],
    });
  });

  it('REG-4: touches with a blank key, created if there is none', () => {
    const started = (bench: TestBench): void => {
      bench.startRegistration();
    };
    expect(stepAfter(started)).toMatchObject({
      bulletinStep: 19,
      actions: [{ label: 'Make a new key', method: 'POST', path: '/api/keys', body: { life: 'blank' } }],
    });
    const withBlank = (bench: TestBench): void => {
      bench.car.makeKey({ id: 0xbeef });
      started(bench);
    };
    expect(stepAfter(withBlank)).toMatchObject({ bulletinStep: 19, actions: [{ path: '/api/keys/0000BEEF/touch' }] });
  });

  it('ERA-3: touches with the keys that are still to be touched', () => {
    const step = stepAfter((bench) => bench.openWindow(1));
    expect([step.title, step.bulletinStep]).toEqual(['Touch one more key', 17]);
    expect(step.actions.map(({ path }) => path)).toEqual(['/api/keys/A1000001/touch', '/api/keys/A1000002/touch']);
  });

  const withBlank = (bench: TestBench): void => {
    bench.car.makeKey({ id: 0xbeef });
  };

  it('RST-3: after a reset registers the first keys', () => {
    const step = stepAfter(withBlank, { registeredKeys: [] });
    expect([step.text, step.actions]).toEqual(['No key is registered: select Smart Code Registration.', []]);
  });

  it('RST-3: says that a new key is needed for it, and makes one, in each step before the key is touched', () => {
    const make = [{ label: 'Make a new key', method: 'POST', path: '/api/keys', body: { life: 'blank' } }];
    const unlocked = (bench: TestBench): void => {
      bench.extended();
      bench.unlock(3);
    };
    for (const before of [(): void => undefined, (bench: TestBench): void => bench.extended(), unlocked]) {
      const needed = stepAfter(before, { registeredKeys: [] });
      expect(needed.text).toMatch(/\. There is no blank key: make one first\.$/);
      expect(needed.actions).toEqual(make);
      const made = stepAfter(
        (bench) => {
          withBlank(bench);
          before(bench);
        },
        { registeredKeys: [] },
      );
      expect(made).toEqual({ ...needed, text: made.text, actions: [] });
      expect(needed.text.startsWith(made.text)).toBe(true);
      // A registered key can be touched: a new one may come later.
      expect(stepAfter(before).actions).toEqual([]);
    }
  });

  const open = (bench: TestBench): void => bench.extended();

  it('RST-3: asks for the seed of the registration after a reset', () => {
    expect(stepAfter(open, { registeredKeys: [] })).toMatchObject({ title: 'Smart Code Registration', tool: '27 05' });
    // The tool still shows the end of the reset.
    const ended = stepAfter(open, { registeredKeys: [] }, 'reset');
    expect(ended).toMatchObject({ title: 'Smart Code Registration', tool: '27 05', bulletinStep: null });
    const unlocked = (bench: TestBench): void => {
      bench.extended();
      bench.unlock(3);
    };
    expect(stepAfter(unlocked, { registeredKeys: [] }).text).toContain('Keep the new keys outside');
    expect(stepAfter(unlocked).text).toContain('Bring the registered key into');
  });

  it.each([
    ['reset', '27 01', 4],
    ['register', '27 05', null],
    ['erase', '31 01 02 03 01 …', 4],
    ['read', '27 01', 4],
  ] as const)("follows the technician's tool while the ECU has begun nothing (%s)", (utility, tool, bulletinStep) => {
    expect(stepAfter(open, {}, utility)).toMatchObject({ tool, bulletinStep });
  });

  it('RST-6: goes back to a reset that was not completed', () => {
    const incomplete = (view: CarView): CarView => ({ ...view, resetIncomplete: true });
    const aborted = { registeredKeys: [] };
    expect(stepAfter(() => undefined, aborted, null, incomplete).text).toContain('select Smart Code Reset again');
    expect(stepAfter(open, aborted, null, incomplete)).toMatchObject({ title: 'Get a seed', tool: '27 01' });
  });

  it('waits while the ECU has no supply', () => {
    expect(stepAfter((bench) => bench.car.cutPower(1_000_000))).toMatchObject({ title: 'Wait', tool: null });
  });
});
