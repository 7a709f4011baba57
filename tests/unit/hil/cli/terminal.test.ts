import { describe, expect, it } from 'vitest';
import { createTerminal, type OutputStream, type Terminal } from '../../../../hil/cli/terminal.ts';

interface Made {
  readonly terminal: Terminal;
  /** All that was written, in order, with the stream's name. */
  readonly written: readonly string[];
}

interface Surroundings {
  readonly stdoutIsTTY?: boolean;
  readonly stderrIsTTY?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly noColor?: boolean;
}

function make({ stdoutIsTTY = true, stderrIsTTY = true, env = {}, noColor = false }: Surroundings = {}): Made {
  const written: string[] = [];
  const stream = (name: string, isTTY: boolean): OutputStream => ({
    isTTY,
    write: (text) => written.push(`${name} ${text}`),
  });
  const streams = { stdout: stream('out', stdoutIsTTY), stderr: stream('err', stderrIsTTY) };
  return { terminal: createTerminal({ ...streams, env, noColor }), written };
}

describe('a terminal', () => {
  it('writes results to standard output and all else to standard error, a line each', () => {
    const { terminal, written } = make({ stdoutIsTTY: false });
    terminal.out('one result');
    terminal.err('warning: one');
    expect(written).toEqual(['out one result\n', 'err warning: one\n']);
  });

  it('shows control sequences of others, and never obeys them', () => {
    const { terminal, written } = make();
    terminal.out('VIN \u001b[2J\u202e');
    terminal.err('\r\u001b]0;title\u0007');
    terminal.progress('\u001b[1A');
    expect(written).toEqual([
      'out VIN \\u001b[2J\\u202e\n',
      'err \\u000d\\u001b]0;title\\u0007\n',
      'err \r\u001b[2K\\u001b[1A',
    ]);
  });

  it('replaces a line of progress by the next one, and removes it before any other line', () => {
    const { terminal, written } = make();
    terminal.progress('1 of 2');
    terminal.progress('2 of 2');
    terminal.out('done');
    terminal.err('end');
    expect(written).toEqual([
      'err \r\u001b[2K1 of 2',
      'err \r\u001b[2K2 of 2',
      'err \r\u001b[2K',
      'out done\n',
      'err end\n',
    ]);
  });

  it.each([[{ stdoutIsTTY: false }], [{ stderrIsTTY: false }]])('shows no progress with %j', (surroundings) => {
    const { terminal, written } = make(surroundings);
    terminal.progress('1 of 2');
    expect([terminal.isInteractive, written]).toEqual([false, []]);
  });

  it('styles a text, of which nothing else is a sequence', () => {
    const { terminal, written } = make({ stderrIsTTY: false });
    terminal.out(terminal.style('green', 'pass'));
    terminal.err(terminal.style('bold', 'a\u001b[0mb'));
    expect(written).toEqual(['out \u001b[32mpass\u001b[39m\n', 'err \u001b[1ma\\u001b[0mb\u001b[22m\n']);
  });

  it.each([[{}], [{ noColor: true }]])(
    'shows the colours of a file name, and does not obey them: %j',
    (surroundings) => {
      const { terminal, written } = make(surroundings);
      terminal.out('the log a\u001b[31mb\u001b[0m.log');
      terminal.err('error: a\u001b[1mb.log');
      expect(written).toEqual(['out the log a\\u001b[31mb\\u001b[0m.log\n', 'err error: a\\u001b[1mb.log\n']);
    },
  );

  it('keeps its own styles when it writes the line', () => {
    const { terminal, written } = make();
    terminal.out(`${terminal.style('red', 'fail')} \u001b[5m`);
    expect(written).toEqual(['out \u001b[31mfail\u001b[39m \\u001b[5m\n']);
  });

  it.each([
    [{ noColor: true }, 'pass'],
    [{ env: { NO_COLOR: '1' } }, 'pass'],
    [{ env: { TERM: 'dumb' } }, 'pass'],
    [{ stdoutIsTTY: false }, 'pass'],
    [{ env: { NO_COLOR: '' } }, '\u001b[32mpass\u001b[39m'],
    [{ env: { TERM: 'xterm' } }, '\u001b[32mpass\u001b[39m'],
  ])('with %j, green is %j', (surroundings, styled) => {
    const { terminal, written } = make(surroundings);
    terminal.out(terminal.style('green', 'pass'));
    expect(written).toEqual([`out ${styled}\n`]);
  });
});
