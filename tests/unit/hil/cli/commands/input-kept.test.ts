import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../../../../hil/cli/program.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();

/** A command line where FILE is a file that exists. */
async function run(line: string, file: string): Promise<readonly [exitCode: number, error: string, content: string]> {
  let stderr = '';
  const collect = { isTTY: false, write: (text: string) => (stderr += text) };
  const words = line.split(' ').map((word) => word.replace('FILE', file));
  const exitCode = await runCli(words, { stdout: { isTTY: false, write: () => true }, stderr: collect, env: {} });
  return [exitCode, stderr.split('\n', 1).join(), readFileSync(file, 'utf8')];
}

describe('a file that is input and output of a command', () => {
  it.each([
    ['convert FILE FILE', 'IN and OUT'],
    ['view FILE --output FILE', 'the input and --output'],
    ['view a.log --profile FILE --output FILE', '--profile and --output'],
    ['explain FILE --html FILE', 'the log and --html'],
    ['explain FILE --junit FILE', 'the log and --junit'],
    ['explain a.log --pdx FILE --junit FILE', '--pdx and --junit'],
    ['explain a.log --html FILE --junit FILE', '--junit and --html'],
    ['record --from FILE --out FILE', '--from and --out'],
    ['record --from FILE --out s.yaml --trace FILE', '--from and --trace'],
    ['record --car http://127.0.0.1:1 --out FILE --trace FILE', '--out and --trace'],
    ['car --trace FILE --record FILE', '--trace and --record'],
    ['car --nvm FILE --record FILE', '--nvm and --record'],
    ['car --profile FILE --record FILE', '--profile and --record'],
    ['car --profile FILE --nvm FILE', '--profile and --nvm'],
    ['conformance --bus virtual --profile FILE --junit FILE', '--profile and --junit'],
    ['eject FILE --out FILE --force', 'the scenario and --out'],
    ['merge FILE --summary FILE', 'a part and --summary'],
    ['run FILE --summary FILE', 'the scenario and --summary'],
  ])('is left as it is: %s', async (line, names) => {
    const file = folder.write('file.jsonl', 'kept');
    expect(await run(line, file)).toEqual([2, `error: ${names} are the same file`, 'kept']);
  });

  it('is left as it is where OUT is written under its name at first', async () => {
    const file = folder.write('a.log.partial', 'kept');
    const [exitCode, , content] = await run(`convert FILE ${folder.path('a.log')}`, file);
    expect([exitCode, content]).toEqual([2, 'kept']);
  });
});
