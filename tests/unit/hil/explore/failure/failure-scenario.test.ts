import { describe, expect, it } from 'vitest';
import { failureScenario } from '../../../../../hil/explore/failure/failure-scenario.ts';
import { RunRepeater } from '../../../../../hil/explore/failure/repeat-run.ts';
import { loadScenario } from '../../../../../hil/scenario/load-scenario.ts';
import { foundFailure } from './found-failure.ts';

describe('the scenario of a failure', () => {
  it('reads well: the steps, then the check with its rule and both sides', async () => {
    const failure = foundFailure();
    const { steps } = await new RunRepeater(failure).repeat(failure.steps);
    const text = failureScenario(failure, steps, failure.violation);
    expect(text.slice(text.indexOf('steps:'))).toBe(
      [
        'steps:',
        "  - uds: { send: '10 03' }",
        '  - unlock: 1',
        "  - uds: { send: '31 01 02 01 01', expect: '71 01 02 01 11' }",
        "    rules: [ 'RST-1' ]",
        "    note: 'RST-1: rules 71 01 02 01 11; firmware 7F 31 22'",
        '',
      ].join('\n'),
    );
    expect(text).not.toContain('spare');
    expect(loadScenario(text, 'failure.yaml').steps).toHaveLength(3);
  });
});
