import { describe, expect, it } from 'vitest';
import type { TesterCommand } from '../../../../hil/tester/command.ts';
import { registerGuided } from '../../../../hil/tool/register-guided.ts';
import { TECHNICIAN_ANSWERS, play, type Script } from './scripted-vehicle.ts';

describe('a registration with a technician', () => {
  const REGISTER: Script['answers'] = {
    ...TECHNICIAN_ANSWERS,
    '22 10 03': '62 10 03 01 A1 00 00 01 00 00 00 00 00',
    '27 05': '67 05 05 A1 7C 0D 00 02 7F 3C 9E 01 5D 24 B9 73 B6 A8',
    '27 06 E6 B8 10 B8 E6 79': '67 06',
    '31 01 02 02 02': '71 01 02 02 23 1F',
    '31 01 02 02 03': '71 01 02 02 24',
    '31 02 02 02': '71 02 02 02 00',
  };
  /** Newest entry: registration refused, and its running number. */
  const history = (counter: string): string => `62 10 10 01 02 02 06 ${counter} 00 00 00 00`;
  const results = (added: string, refusal: string): string =>
    `71 03 02 02 24 00 00 00 00 00 00 EA 60 ${added} 05 ${refusal}`;
  const code = [{ granted: true, passCode: 'E6B810B8E679' }] as const;
  const linesOf = (commands: readonly TesterCommand[]): readonly (readonly string[])[] =>
    commands.flatMap((command) => (command.kind === 'watch' ? [command.alerts ?? []] : []));

  function watched(added: readonly [string, string][], histories: readonly string[]): readonly TesterCommand[] {
    const commands: TesterCommand[] = [];
    play(registerGuided({ guided: true }), {
      answers: {
        ...REGISTER,
        '22 10 01': '62 10 01 00',
        '31 01 02 02 01': '71 01 02 02 22 01 07',
        '31 03 02 02': added.map(([keys, refusal]) => results(keys, refusal)),
        '22 10 10': histories,
      },
      passCodes: code,
      technician: (command) => {
        commands.push(command);
        if (command.kind !== 'watch') return undefined;
        return linesOf(commands).length === added.length ? 'exit' : undefined;
      },
    });
    return commands;
  }

  it('REG-6, REG-8: a refused touch is shown until a key is registered after it, and a new refusal is shown again', () => {
    const commands = watched(
      [
        ['00', '00'],
        ['00', '06'],
        ['01', '06'],
        ['01', '06'],
        ['01', '06'],
      ],
      [history('07'), history('08'), history('08'), history('08'), history('09')],
    );
    expect(linesOf(commands).map((lines) => lines.some((line) => line.includes('was not registered')))).toEqual([
      false,
      true,
      false,
      false,
      true,
    ]);
  });

  it('REG-4, KEY-5: a key that is added is heard, and its functions may be checked', () => {
    const commands: TesterCommand[] = [];
    play(registerGuided({ guided: true }), {
      answers: {
        ...REGISTER,
        '22 10 01': '62 10 01 01',
        '22 10 03': ['62 10 03 01 A1 00 00 01', '62 10 03 01 A1 00 00 01 01 C0 FF EE 01'],
        '22 10 07': ['62 10 07 00 00 00 05 01', '62 10 07 00 00 00 05 01', '62 10 07 00 00 00 07 02'],
        '31 01 02 02 01': '71 01 02 02 21 00 06',
        '31 03 02 02': [
          '71 03 02 02 22 00 00 00 00 00 00 EA 60 00 06 00',
          '71 03 02 02 24 00 00 00 00 00 00 EA 60 00 06 00',
          '71 03 02 02 00 01 00 00 00 00 00 00 00 01 05 00',
        ],
      },
      passCodes: code,
      technician: (command) => {
        commands.push(command);
        return command.kind === 'screen' && command.functionCheck !== undefined ? 'exit' : undefined;
      },
    });
    expect(commands.filter(({ kind }) => kind === 'watch')).toMatchObject([{ beeps: { last: 0, total: 0 } }]);
    expect(commands.at(-1)).toMatchObject({ functionCheck: [0xc0ff_ee01], beeps: { last: 2, total: 2 } });
  });

  it.each([
    ['initial', '71 01 02 02 22 01 07', '62 10 01 00', 'n/a  registered key in the cabin or touched: not needed', 0],
    ['additional', '71 01 02 02 21 00 05', '62 10 01 02', 'no   registered key in the cabin or touched', 1],
  ])(
    'REG-3: the Pre-Start Check of an %s registration says whether a registered key is needed',
    (_, entered, count, line, warnings) => {
      const commands: TesterCommand[] = [];
      play(registerGuided({ guided: true }), {
        answers: {
          ...REGISTER,
          '22 10 01': count,
          '22 10 10': '62 10 10 00',
          '31 01 02 02 01': entered,
          '31 01 02 02 02': '71 01 02 02 23 17',
          '31 03 02 02': '71 03 02 02 22 00 00 00 00 00 00 EA 60 00 05 00',
        },
        passCodes: code,
        technician: (command) => {
          commands.push(command);
          return command.kind === 'screen' && command.title.endsWith('Pre-Start Check') ? 'exit' : undefined;
        },
      });
      const last = commands.at(-1);
      expect(last).toMatchObject({ kind: 'screen', lines: expect.arrayContaining([line]) });
      expect(last?.kind === 'screen' ? last.alerts : null).toHaveLength(warnings);
    },
  );

  it.each([
    [
      20,
      /the car runs 20 times faster than real time, so that its session ends after 0.25 s/,
      /Start the car at a lower rate/,
    ],
    [1, /lost 3 times in a row at the same step/, /Check the cable, the adapter/],
  ])(
    'TEC-6: at rate %i the third loss of the session in a row is explained, and the technician decides',
    (rate, what, next) => {
      const { reported } = play(registerGuided({ guided: true, rate }), {
        answers: { ...REGISTER, '22 F1 86': '62 F1 86 01', '27 05': '7F 27 7F' },
      });
      expect(reported.filter((line) => line.includes('connected again'))).toHaveLength(2);
      const retry = reported.filter((line) => line.startsWith('retry'));
      expect(retry).toHaveLength(1);
      expect(retry[0]).toMatch(what);
      expect(retry[0]).toMatch(next);
    },
  );

  it('TEC-4: reads the free slots from DID 1002 and sends enter only after the last instruction', () => {
    const { reported } = play(registerGuided({ guided: true }), {
      answers: {
        ...TECHNICIAN_ANSWERS,
        '22 10 01': '62 10 01 02',
        '22 10 03': '62 10 03 01 A1 00 00 01',
        '27 05': '67 05 05 A1 7C 0D 00 02 7F 3C 9E 01 5D 24 B9 73 B6 A8',
        '27 06 E6 B8 10 B8 E6 79': '67 06',
        '31 01 02 02 01': '71 01 02 02 21 00 05',
        '31 03 02 02': '71 03 02 02 21 00 00 00 00 00 00 EA 60 00 05 00',
        '31 02 02 02': '71 02 02 02 00',
      },
      passCodes: [{ granted: true, passCode: 'E6B810B8E679' }],
      technician: ({ kind }) => (kind === 'watch' ? 'exit' : undefined),
    });
    const enter = reported.indexOf('31 01 02 02 01');
    expect(reported.slice(enter - 4, enter)).toEqual([
      '22 10 01',
      '22 10 02',
      'screen - Smart Code Registration',
      'screen - Smart Code Registration',
    ]);
    expect(reported).toContain('31 02 02 02');
  });
});
