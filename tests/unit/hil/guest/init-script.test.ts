import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandScript, initScript } from '../../../../hil/guest/init-script.ts';

function runScript(command: readonly string[], environment: Readonly<Record<string, string>>): string {
  const script = commandScript({ command, folder: '/', environment });
  return spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8', env: {} }).stdout;
}

describe('the command in the guest', () => {
  it('gets each argument as it was, whatever is in it', () => {
    const words = ['a b', "it's", '$HOME', '*', '', '\\', 'x\ny'];
    expect(runScript(['printf', '[%s]', ...words], { PATH: '/usr/bin:/bin' })).toBe(
      words.map((w) => `[${w}]`).join(''),
    );
  });

  it('is a line for the shell where it is one argument with blanks', () => {
    expect(runScript(['echo one; echo two'], {})).toBe('one\ntwo\n');
  });

  it('gets the environment, but no variable that no shell can name', () => {
    const environment = { PATH: '/usr/bin:/bin', QUOTED: `it's "$x"`, 'npm_package_a-b': 'no' };
    expect(runScript(['sh', '-c', 'printf %s "$QUOTED"; env | grep -c a-b'], environment)).toBe(`it's "$x"0\n`);
  });

  it('starts in its folder, or not at all', () => {
    const script = commandScript({ command: ['pwd'], folder: '/no/such/folder', environment: {} });
    const { status, stdout } = spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 5, stdout: '' });
  });
});

describe('the first program of the guest', () => {
  it('is a script that a shell can read', () => {
    const script = initScript({ vcanCount: 2, kvaser: true });
    const { status, stderr } = spawnSync('/bin/sh', ['-n'], { input: script, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('makes as many interfaces as are asked for', () => {
    const interfaces = (script: string): readonly string[] => script.match(/\bv?can\d(?= type)/g) ?? [];
    expect(interfaces(initScript({ vcanCount: 0, kvaser: false }))).toEqual([]);
    expect(interfaces(initScript({ vcanCount: 2, kvaser: true }))).toEqual(['vcan0', 'vcan1', 'can0', 'can1']);
  });
});
