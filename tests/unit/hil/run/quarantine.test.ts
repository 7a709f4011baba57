import { describe, expect, it } from 'vitest';
import { Quarantine } from '../../../../hil/run/quarantine.ts';
import { scenarioCalled } from './fake-runner.ts';

const A = scenarioCalled('Buttons', 'keys/buttons.yaml');

describe('the quarantine', () => {
  it.each(['keys/buttons.yaml', 'Buttons'])('has the reason of a scenario by %s', (entry) => {
    const quarantine = Quarantine.from({ [entry]: ' flaky ' }, 'q.yaml');
    expect(quarantine.reasonFor(A)).toBe('flaky');
    expect(quarantine.reasonFor(scenarioCalled('Other'))).toBeNull();
  });

  it('has one variant alone', () => {
    const quarantine = Quarantine.from({ 'keys/buttons.yaml#weak': 'flaky' }, 'q.yaml');
    expect(quarantine.reasonFor({ ...A, variant: 'weak' })).toBe('flaky');
    expect(quarantine.reasonFor({ ...A, variant: 'fresh' })).toBeNull();
  });

  it('is empty for an empty file', () => {
    expect(Quarantine.from(null, 'q.yaml').reasonFor(A)).toBeNull();
    expect(Quarantine.NONE.reasonFor(A)).toBeNull();
  });

  it.each([
    ['a list', ['keys/buttons.yaml']],
    ['without a reason', { Buttons: '  ' }],
    ['a number', { Buttons: 5 }],
  ])('is refused: %s', (_what, value) => {
    expect(() => Quarantine.from(value, 'q.yaml')).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^usage/), message: expect.stringContaining('q.yaml') }),
    );
  });

  it('is read from YAML, whose problems are named with their place', async () => {
    expect((await Quarantine.read('Buttons: flaky\n', 'q.yaml')).reasonFor(A)).toBe('flaky');
    await expect(Quarantine.read('Buttons: flaky: see 12\n', 'q.yaml')).rejects.toMatchObject({
      code: 'usage',
      message:
        'quarantine q.yaml:1:10: found a second ":" on the line, expected one name on a line, or quotation marks around the text',
      hint: 'write lines such as "scenarios/keys/buttons.yaml: flutters since the new body ECU, see issue 12"',
    });
  });

  it('finds entries of no scenario, and the nearest that there is', () => {
    const quarantine = Quarantine.from({ 'keys/button.yaml': 'flaky', Buttons: 'flaky' }, 'q.yaml');
    expect(quarantine.strangers([A])).toEqual([{ entry: 'keys/button.yaml', meant: 'keys/buttons.yaml' }]);
  });
});
