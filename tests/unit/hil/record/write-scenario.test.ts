import { describe, expect, it } from 'vitest';
import type { RecordedKey, RecordedSession, RecordedStep, YamlValue } from '../../../../hil/record/recorded-step.ts';
import { writeScenario, type ScenarioHead } from '../../../../hil/record/write-scenario.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';

const MASTER: RecordedKey = {
  ...{ name: 'master', id: 'A1000001', isRegistered: true, life: 'bound', location: 'cabin', batteryV: 3 },
};
const VALET: RecordedKey = { ...MASTER, name: 'valet', id: 'A1000002' };
const BLANK: RecordedKey = {
  ...{ name: 'key1', id: '10000001', isRegistered: false, life: 'blank', location: 'outside', batteryV: 2.9 },
};
const HEAD: ScenarioHead = { name: 'A name', description: 'By a test.', profile: {}, seed: null, originUs: 0 };

function step(verb: string, value: YamlValue, startUs = 0, quietSinceUs = startUs): RecordedStep {
  return { verb, value, startUs, quietSinceUs, poll: null };
}

function written(session: Partial<RecordedSession> = {}, head: Partial<ScenarioHead> = {}): readonly string[] {
  const whole = {
    keys: [MASTER, VALET],
    given: {},
    givenCodes: [],
    steps: [step('touch', 'master')],
    final: null,
    warnings: [],
  };
  return writeScenario({ ...whole, ...session }, { ...HEAD, ...head }).text.split('\n');
}

describe('the file of a recorded session', () => {
  it('has name, description, tag and steps, and no more for a new car', () => {
    expect(written()).toEqual([
      ...["name: 'A name'", "description: 'By a test.'", 'tags: [recorded]', 'steps:', "  - touch: 'master'", ''],
    ]);
  });

  it('has seed and profile where there are some', () => {
    expect(written({}, { seed: 7, profile: { keySlots: 3 } }).slice(2, 5)).toEqual([
      ...['tags: [recorded]', 'seed: 7', 'profile: { keySlots: 3 }'],
    ]);
  });

  it('names keys that a new car does not have, or has otherwise', () => {
    expect(written({ keys: [MASTER, { ...VALET, location: 'outside' }, BLANK] }).slice(3, 6)).toEqual([
      'keys:',
      "  valet: { id: 'A1000002', location: 'outside', batteryV: 3 }",
      "  key1: { id: '10000001', life: 'blank', location: 'outside', batteryV: 2.9 }",
    ]);
  });

  it('says which keys are registered where they are not those of a new car', () => {
    expect(written({ keys: [VALET, { ...MASTER, isRegistered: false }] }).slice(3, 7)).toEqual([
      "cars: { car: { registered: [ 'valet' ] } }",
      'keys:',
      "  valet: { id: 'A1000002', location: 'cabin', batteryV: 3 }",
      "  master: { id: 'A1000001', life: 'bound', location: 'cabin', batteryV: 3 }",
    ]);
  });

  it('sets the car to what it was at the beginning', () => {
    expect(written({ given: { doors: { driver: true }, batteryV: 11.9 } }).slice(3, 5)).toEqual([
      'given:',
      '  - vehicle: { doors: { driver: true }, batteryV: 11.9 }',
    ]);
  });

  it('gives a step its instant, from the origin on: next to an exchange only after a pause of 3 ms', () => {
    const steps = [
      step('unlock', 1, 5_000_000, 4_997_001),
      step('touch', 'master', 6_000_000, 5_997_001),
      step('touch', 'valet', 8_500_000, 8_499_999),
      step('unlock', 1, 9_000_000, 8_997_000),
    ];
    const lines = written({ steps }, { originUs: 4_000_000 });
    expect(lines.slice(4, -1)).toEqual([
      ...['  - unlock: 1', "  - touch: 'master'"],
      ...['  - at: 4.500000 s', "  - touch: 'valet'", '  - at: 5.000000 s', '  - unlock: 1'],
    ]);
  });

  it('waits after a request whose answer it does not await, as long as the tool has waited for it', () => {
    const unanswered = { ...step('uds', { send: '01 0D', awaitAnswer: false }, 1_000, 0), sentUs: 1_200 };
    const steps = [unanswered, step('uds', { send: '01 0C' }, 1_450, 1_400)];
    expect(written({ steps }).slice(4, -1)).toEqual([
      "  - uds: { send: '01 0D', awaitAnswer: false }",
      '  - advance: 0.000250 s',
      "  - uds: { send: '01 0C' }",
    ]);
  });

  it('ends with what the car is like in the end, and when', () => {
    const final = { timeUs: 2_000_000, expect: { procedure: 'none', registered: ['master'] } };
    expect(written({ final }).slice(5, -1)).toEqual([
      '  - at: 2.000000 s',
      "  - expect: { procedure: 'none', registered: [ 'master' ] }",
    ]);
    expect(written({ final: { ...final, timeUs: 1 } })).toContain('  - at: 0.000001 s');
    const afterExchange = { steps: [step('unlock', 1)], final: { ...final, timeUs: 2_999 } };
    expect(written(afterExchange)).not.toContain('  - at: 0.002999 s');
  });

  it('keeps texts texts that look like numbers, and long values on one line', () => {
    const long = Array.from({ length: 60 }, () => '00').join(' ');
    const [line] = written({ steps: [step('uds', { send: '27 01', expect: long, nrc: '12' })] }).slice(4);
    expect(line).toBe(`  - uds: { send: '27 01', expect: '${long}', nrc: '12' }`);
  });

  it('is read again as it was meant', () => {
    const { text } = writeScenario(
      {
        ...{ keys: [MASTER, VALET, BLANK], given: { batteryV: 11.9 }, givenCodes: [], warnings: [], final: null },
        steps: [step('uds', { send: '10 03', expect: '50 03 **' }), step('touch', 'key1', 1_500_000, 0)],
      },
      HEAD,
    );
    const scenario = loadScenario(text, 'recorded.yaml');
    expect(scenario.steps.map(({ phase, action }) => [phase, action.kind])).toEqual([
      ['given', 'vehicle'],
      ['steps', 'uds'],
      ['steps', 'at'],
      ['steps', 'touch'],
    ]);
    expect(scenario.keys.map(({ name, id }) => [name, id])).toEqual([
      ['master', 0xa100_0001],
      ['valet', 0xa100_0002],
      ['key1', 0x1000_0001],
    ]);
  });

  it('counts its steps, and warns of more than a scenario can have', () => {
    const session = { keys: [MASTER, VALET], given: {}, givenCodes: [], final: null, warnings: ['a warning'] };
    const steps = Array.from({ length: 2001 }, () => step('touch', 'master'));
    expect(writeScenario({ ...session, steps: steps.slice(1) }, HEAD)).toMatchObject({
      steps: 2000,
      warnings: ['a warning'],
    });
    expect(writeScenario({ ...session, steps }, HEAD).warnings).toEqual([
      'a warning',
      'it has 2001 steps, and a scenario has at most 2000: record a shorter session',
    ]);
  });
});
