import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PackedProject } from './support/packed-project.ts';
import { endsOf, isAsShown, scriptOf, transcriptOf } from './support/transcript.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/agents.md'), 'utf8');
const commands = transcriptOf(page);

describe('docs/agents.md', () => {
  let project: PackedProject;
  beforeAll(() => {
    project = new PackedProject();
  });
  afterAll(() => project.remove());

  it('is read command by command', () => {
    expect(commands.length).toBeGreaterThan(25);
    expect(commands.filter(({ exitCode }) => exitCode !== 0).map(({ exitCode }) => exitCode)).toEqual([1, 2]);
    expect(isAsShown('{"http":"…"}', '{"http":"http://127.0.0.1:1"}')).toBe(true);
    expect(isAsShown('{"http":"…"}', '{"https":"http://127.0.0.1:1"}')).toBe(false);
  });

  it('shows what the commands print, in this order, and how they end', () => {
    const { output } = project.run(`set +e\n{\n${scriptOf(commands)}\n} 2>&1`);
    const ends = endsOf(output);
    expect(ends, output).toHaveLength(commands.length);
    const others = commands.flatMap((command, at) => {
      const end = ends[at];
      const isSame = end?.exitCode === command.exitCode && isAsShown(command.output, end.output);
      return isSame ? [] : [{ ...command, was: end }];
    });
    expect(others).toEqual([]);
  });
});
