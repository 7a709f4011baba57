import { describe, expect, it } from 'vitest';
import {
  scenarioIndex,
  scenarioPage,
  scenarioPath,
  scenarioTitle,
  type ScenarioOfRun,
} from '../../config/scenario-pages.ts';

const SCENARIO: ScenarioOfRun = {
  file: 'scenarios/keys/stranger.yaml',
  variant: null,
  name: 'A stranger <key>',
  tags: ['keys'],
  verdict: 'pass',
  durationUs: 1_500_000,
  traceHash: '0123456789abcdef0123',
  steps: [
    { what: 'uds 10 03', note: 'First.', startUs: 50_984, expected: '50 03 ..', got: '50 03 00', rules: ['AUT-1'] },
    { what: 'advance 1 s', note: null, startUs: 51_000, expected: 'x', got: 'x', rules: [] },
  ],
  rulesCovered: ['AUT-1'],
};

describe('the page of a scenario', () => {
  it('has its timeline, its steps with their instants, its rules and its source', () => {
    const page = scenarioPage({
      scenario: SCENARIO,
      index: 7,
      description: 'What it shows.',
      source: 'name: A stranger\n',
      rules: { 'AUT-1': 'a seed for each attempt' },
    });
    expect(page).toContain('title: "A stranger <key>"\n');
    expect(page).toContain('\n# A stranger &lt;key&gt;\n\nWhat it shows.\n');
    expect(page).toContain('| pass | 1.500000 s | keys | `0123456789abcdef…` |');
    expect(page).toContain('npx smartkey run scenarios/keys/stranger.yaml\n');
    expect(page).toContain('<ReportFrame src="/report/index.html#/s/7"');
    expect(page).toContain('| 0.050984 s | uds 10 03<br><small>First.</small> | 50 03 .. | 50 03 00 | AUT-1 |');
    expect(page).toContain('| 0.051000 s | advance 1 s | x |  |  |');
    expect(page).toContain('- **AUT-1** a seed for each attempt');
    expect(page).toContain('````yaml\nname: A stranger\n````');
  });

  it('is at the place of its file, with its variant', () => {
    expect(scenarioPath(SCENARIO)).toBe('scenarios/keys/stranger');
    expect(scenarioPath({ ...SCENARIO, variant: 'In ACC' })).toBe('scenarios/keys/stranger--in-acc');
    expect(scenarioTitle(SCENARIO)).toBe('A stranger <key>');
    expect(scenarioTitle({ name: 'Too low', variant: 'reset' })).toBe('Too low: reset');
    expect(scenarioTitle({ name: 'Too low (reset)', variant: 'reset' })).toBe('Too low (reset)');
  });

  it('is listed by its folder', () => {
    const entry = { title: 'One', description: null, rules: ['KEY-1'] };
    const index = scenarioIndex([
      { ...entry, path: 'scenarios/keys/one', folder: 'keys' },
      { ...entry, path: 'scenarios/tool/one', folder: 'tool' },
    ]);
    expect(index).toContain('The 2 scenarios');
    expect(index).toContain(
      '## keys\n\n| scenario | what it shows | rules |\n| --- | --- | --- |\n| [One](/scenarios/keys/one) |  | KEY-1 |',
    );
    expect(index).toContain('## tool\n');
  });
});
