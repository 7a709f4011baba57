import { expect, it } from 'vitest';
import { ScenarioLibrary } from '../../../../../hil/server/scenarios/scenario-library.ts';

it('lists the scenarios with what they are called and which rules they exercise', async () => {
  const listed = await new ScenarioLibrary(process.cwd()).list();
  const reset = listed.find(({ scenario }) => scenario === 'bulletin/all-keys-lost.yaml');
  expect(reset?.title).toMatch(/\S/);
  expect(reset?.rules).toContain('RST-1');
  expect(listed.every(({ scenario }) => !scenario.startsWith('..'))).toBe(true);
});

it('returns a scenario by name, and refuses an unknown name', async () => {
  const library = new ScenarioLibrary(process.cwd());
  expect((await library.get('bulletin/all-keys-lost.yaml')).cars).toHaveLength(1);
  await expect(library.get('../package.json')).rejects.toThrow('there is no scenario "../package.json"');
});

it('reads one that was sent, and says what is wrong with it', () => {
  expect(new ScenarioLibrary(process.cwd()).sent('name: x\nsteps:\n  - advance: 1 s\n').name).toBe('x');
  expect(() => new ScenarioLibrary(process.cwd()).sent('name: x\nsteps:\n  - fly: 1 s\n')).toThrow(/fly/);
  expect(() => new ScenarioLibrary(process.cwd()).sent('name: x\nsteps:\n  - include: other.yaml\n')).toThrow(
    /include|other/,
  );
});
