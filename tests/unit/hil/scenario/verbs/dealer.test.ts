import { describe, expect, it } from 'vitest';

import { VirtualBench } from '../../../../../hil/bench/virtual-bench.ts';
import type { CarObserver } from '../../../../../hil/car/car-event.ts';
import { runScenario } from '../../../../../hil/scenario/run-scenario.ts';
import { actionOf, decision, load, problemsOf, run, wordsOf } from './verb-kit.ts';

const SEED_1 = ["uds: { send: '10 03' }", "uds: { send: '27 01', capture: { seed: [2, 8] } }"];

describe('steps at the dealer', () => {
  it('get a reset approved and its pass-code, which the car takes (DLR-4, DLR-6)', async () => {
    expect(
      await decision(
        ...SEED_1,
        'dealer: { request: }',
        'dealer: { approve: { by: paul } }',
        "dealer: { passCode: { level: 1, seed: '{seed}', capture: code } }",
        "uds: { send: '27 02 {code}', expect: '67 02' }",
      ),
    ).toBeNull();
  });

  it('are in the record of the car, refused or not, without the pass-code (DLR-3, DLR-4)', async () => {
    const steps = [
      ...SEED_1,
      'dealer: { request: }',
      'dealer: { approve: { by: tara, expect: { answer: refused } } }',
      'dealer: { approve: }',
      "dealer: { passCode: { level: 1, seed: '{seed}' } }",
    ];
    const scenario = load(...steps);
    const dealings: unknown[] = [];
    const observer = (): CarObserver => ({
      event: ({ source, event }) => {
        if (event.kind === 'dealer-asked') dealings.push({ source, ...event });
      },
    });
    await runScenario(scenario, (chosen, seed) => new VirtualBench(chosen, { seed, profile: {}, observer }));
    const about = { source: 'dealer', kind: 'dealer-asked', requestNumber: '19070100001', refusal: null };
    expect(dealings).toEqual([
      { ...about, action: 'request-reset', by: 'tara', outcome: 'requested' },
      { ...about, action: 'approve', by: 'tara', outcome: null, refusal: expect.any(String) },
      { ...about, action: 'approve', by: 'mona', outcome: 'approved' },
      { ...about, action: 'issue-reset-pass-code', by: 'tara', outcome: 'reset-pass-code' },
    ]);
  });

  it('get the pass-code of the other levels without a manager (DLR-7)', async () => {
    expect(
      await decision(
        "uds: { send: '10 03' }",
        "uds: { send: '27 05', capture: { data: [2, 16] } }",
        "dealer: { passCode: { level: 3, seed: '{data}', capture: code } }",
        "uds: { send: '27 06 {code}', expect: '67 06' }",
      ),
    ).toBeNull();
  });

  it('are refused by the rules, with the reason', async () => {
    const refused = (reason: string): string => `expect: { answer: refused, reason: ${reason} }`;
    expect(await decision(`dealer: { request: { managers: [mona], ${refused('managers-not-chosen')} } }`)).toBeNull();
    expect(await decision(`dealer: { request: { ticks: none, ${refused('policy-not-accepted')} } }`)).toBeNull();
    expect(await decision(`dealer: { request: { vin: 4T1BZ1FB5KU999999, ${refused('invalid-field')} } }`)).toBeNull();
    expect(
      await decision(
        'dealer: { request: }',
        'dealer: { decline: }',
        `dealer: { approve: { ${refused('already-settled')} } }`,
      ),
    ).toBeNull();
    expect(
      await decision(
        ...SEED_1,
        'dealer: { request: }',
        'dealer: { approve: }',
        'dealer: { close: }',
        "dealer: { passCode: { level: 1, seed: '{seed}' } }",
      ),
    ).toEqual(['fail', 8, 'answer accepted', expect.stringMatching(/^answer refused \(not-approved: .+; .+\)$/)]);
  });

  it('by somebody who may not decide, name the reason and what to do', async () => {
    expect(await decision('dealer: { request: }', 'dealer: { approve: { by: tom } }')).toEqual([
      'fail',
      4,
      'answer accepted',
      'answer refused (not-allowed: Tom Technician is not permitted to settle request 19070100001; only the managers it was sent to may do this, and never for their own request)',
    ]);
  });

  it('by somebody who is not there, are refused before the run', () => {
    expect(problemsOf('dealer: { approve: { by: nobody } }', 'dealer: { retitle: { who: nobody, title: x } }')).toEqual(
      [
        'x.yaml:3:30: found "nobody", expected one of tara, mona, paul, gwen, tom, fred',
        'x.yaml:4:31: found "nobody", expected one of tara, mona, paul, gwen, tom, fred',
      ],
    );
  });

  it('report another reason than the expected one', async () => {
    const expected = 'expect: { answer: refused, reason: invalid-field }';
    expect(await decision(`dealer: { request: { ticks: none, ${expected} } }`)).toEqual([
      'fail',
      3,
      'reason invalid-field',
      expect.stringMatching(/^reason policy-not-accepted \(policy-not-accepted: .+; .+\)$/),
    ]);
  });

  it('leave the scan tool to wait for a manager, where the scenario goes to the dealer itself', async () => {
    const open = ['dealer: { request: }'];
    expect((await run(...open, 'tool: { reset: { expect: { kind: failed, reason: no-pass-code } } }')).verdict).toBe(
      'pass',
    );
    expect((await run(...open, 'dealer: { approve: }', 'tool: { reset: {} }')).verdict).toBe('pass');
  });

  it('are to be accepted unless the step says otherwise, and leave out what it leaves out', () => {
    expect(actionOf('dealer: { approve: { by: paul } }')).toEqual({
      kind: 'dealer',
      operation: { kind: 'approve', by: 'paul' },
      expect: { answer: 'accepted' },
    });
    expect(actionOf('dealer: { close: { expect: { answer: refused, logged: { min: 2 } } } }')).toEqual({
      kind: 'dealer',
      operation: { kind: 'close' },
      expect: { answer: 'refused', logged: { kind: 'measured', min: 2, max: null, unit: '' } },
    });
  });

  it('are named in a report', () => {
    expect(wordsOf('dealer: { request: }')).toBe('dealer: request');
    expect(wordsOf('dealer: { approve: { by: paul } }')).toBe('dealer: approve by paul');
    const code = "dealer: { passCode: { level: 3, seed: '00', by: tara } }";
    expect(wordsOf(code)).toBe('dealer: pass-code for level 3 by tara');
  });

  it('know captures of earlier steps only, and make some of their own', () => {
    const code = "dealer: { passCode: { level: 1, seed: '{seed}', capture: code } }";
    expect(problemsOf(code)).toEqual([
      'x.yaml:3:43: found "{seed}", expected a key, or what an earlier step captured: master, valet',
    ]);
    expect(problemsOf(...SEED_1, code, "uds: { send: '27 02 {code}' }")).toEqual([]);
    // What a broken step was to capture is not missed.
    const broken = "dealer: { passCode: { level: 9, seed: '00', capture: code } }";
    expect(problemsOf(broken, "uds: { send: '27 02 {code}' }")).toEqual([
      'x.yaml:3:34: found 9, expected a security level from 1 to 4',
    ]);
  });
});
