import { describe, expect, it } from 'vitest';
import { PageOperator } from '../../../../../hil/server/technician/page-operator.ts';
import { VirtualControl } from '../virtual-control.ts';

const signal = new AbortController().signal;
const shown = { number: null, title: 'title', lines: ['line'] };
const watched = { ...shown, kind: 'watch', status: '', next: 'Finish', durationUs: 1 } as const;

function operator(): {
  readonly operator: PageOperator;
  readonly control: VirtualControl;
  readonly changes: unknown[];
} {
  const control = new VirtualControl();
  control.car.start();
  const changes: unknown[] = [];
  return { operator: new PageOperator({ control, onChange: () => changes.push(1) }), control, changes };
}

describe('the operator on the page', () => {
  it('takes a number within its limits', async () => {
    const { operator: page } = operator();
    const count = page.count({ ...shown, kind: 'count', question: 'how many?', min: 1, max: 3 }, signal);
    for (const wrong of ['0', '4', 'two', '']) {
      expect(() => page.answer(1, wrong)).toThrow('Enter a whole number from 1 to 3.');
    }
    page.answer(1, ' 2 ');
    expect(await count).toBe(2);
    expect(page.log).toMatchObject([{ title: 'title', pressed: '2' }]);
  });

  it('TEC-5: takes a VIN whose check digit is right', async () => {
    const { operator: page } = operator();
    const vehicle = page.vehicle({ ...shown, kind: 'vehicle', vin: null }, signal);
    expect(() => page.answer(1, '4T1BZ1FB5KU999999')).toThrow(/^The VIN /);
    page.answer(1, '4t1bz1fb4ku999999');
    expect(await vehicle).toBe('4T1BZ1FB4KU999999');
  });

  it('takes a question back', async () => {
    const { operator: page } = operator();
    const interrupt = new AbortController();
    const retry = page.retry({ ...shown, kind: 'retry' }, interrupt.signal);
    interrupt.abort();
    await expect(retry).rejects.toThrow('the question was taken back');
    expect(page.question).toBeNull();
  });

  it('shows a watch under one number as long as it is the same, and says which button was pressed', async () => {
    const { operator: page, changes } = operator();
    let pressed = 0;
    const onPressed = (): void => void (pressed += 1);
    page.watch({ ...watched, status: '2 s' }, onPressed);
    page.watch({ ...watched, status: '1 s' }, onPressed);
    page.watch({ ...watched, status: '1 s' }, onPressed);
    expect(changes).toHaveLength(2);
    expect(page.question).toMatchObject({ id: 1, status: '1 s' });
    expect(page.pressed()).toBeNull();
    page.answer(1, 'next');
    expect([page.pressed(), page.pressed(), pressed]).toEqual(['next', null, 1]);
    page.watch(watched, onPressed);
    expect(page.question?.id).toBe(2);
    await page.endWatch();
    expect(page.question).toBeNull();
    expect(page.log.map((screen) => screen.pressed)).toEqual(['Finish', null]);
  });

  it('TEC-5: moves the door for a utility that only reads, and touches no key', async () => {
    const { operator: page, control } = operator();
    expect(await page.perform({ kind: 'toggle-driver-door' })).toMatchObject({ done: true });
    expect(control.car.body.inputs.doors.driver).toBe(true);
    await page.perform({ kind: 'toggle-driver-door' });
    expect(control.car.body.inputs.doors.driver).toBe(false);
    expect(await page.perform({ kind: 'touch-key', keyId: 1, role: 'new' })).toMatchObject({ done: false });
  });
});
