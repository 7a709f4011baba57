import { describe, expect, it } from 'vitest';
import { erase } from '../../../../../hil/tool/erase.ts';
import { register } from '../../../../../hil/tool/register.ts';
import { reset } from '../../../../../hil/tool/reset.ts';
import type { TesterCommand } from '../../../../../hil/tester/command.ts';
import { CONTACT, play, type Script, type TechnicianAnswer } from '../scripted-vehicle.ts';

const GRANTED: Script['passCodes'] = [
  { granted: true, passCode: '294211' },
  { granted: true, passCode: 'E6B810B8E679' },
  { granted: true, passCode: 'E6B810B8E679' },
];

const IDLE = '62 10 06 00 00 00 00 00 00 00 00';
const ARMED = '62 10 06 01 11 00 00 10 00 00 00';
const RUNNING = '62 10 06 01 12 00 00 0A 0E A5 F6';
const RESULTS_RUNNING = '71 03 02 01 12 00 00 00 00 0A 0E A5 F6';
const RESULTS_COMPLETED = '71 03 02 01 00 01 00 0E A6 00 00 00 00';

const ANSWERS: Script['answers'] = {
  ...CONTACT,
  '3E 00': '7E 00',
  '22 F1 86': '62 F1 86 03',
  '22 10 01': ['62 10 01 02', '62 10 01 00'],
  '22 10 02': ['62 10 02 05', '62 10 02 07'],
  '22 10 04': '62 10 04 01 02',
  '22 10 06': IDLE,
  '22 10 08': '62 10 08 00 00',
  '22 10 09': '62 10 09 01 00 00',
  '27 01': '67 01 00 01 01 23 45 67 89 AB',
  '27 02 32 39 34 32 31 31': '67 02',
  '31 01 02 01 01': '71 01 02 01 11',
  '27 03': '67 03 05 A1 7C 0D 00 02 7F 3C 9E 01 5D 24 B9 73 B6 A8',
  '27 04 E6 B8 10 B8 E6 79': '67 04',
  '31 01 02 01 02': '71 01 02 01 12',
  '31 03 02 01': [RESULTS_RUNNING, RESULTS_COMPLETED],
};

const screens = (reported: readonly string[]): readonly string[] =>
  reported.filter((line) => /^(screen|watch|retry|count)/.test(line));

describe('a reset with a technician', () => {
  it('TEC-1, TEC-2: shows the bulletin’s screens in its order, the vehicle first', () => {
    const { result, reported } = play(reset({ guided: true }), { answers: ANSWERS, passCodes: GRANTED });
    expect(screens(reported)).toEqual([
      'screen - Vehicle',
      'screen - Smart Code Reset [I agree]',
      'screen - Smart Code Reset [I understand]',
      'screen - Smart Code Reset',
      'screen - Smart Code Reset',
      'screen SMRT-18-002 Smart Code Reset, step 1 of 2 [Yes]',
      'screen - Smart Code Reset, step 2 of 2',
      'screen - Smart Code Reset, step 2 of 2',
      'watch Smart Code Reset: erasing the keys',
      'screen - Smart Code Reset',
    ]);
    expect(result).toMatchObject({ kind: 'done', keysErased: 2 });
  });

  it('TEC-6: a wrong pass-code is reported with the attempts left, and a second try generates a new seed', () => {
    let tried = false;
    const { result, reported, sent } = play(reset({ guided: true }), {
      answers: { ...ANSWERS, '27 02 32 39 34 32 31 31': ['7F 27 35', '67 02'] },
      passCodes: [{ granted: true, passCode: '294211' }, ...GRANTED],
      technician: ({ kind }): TechnicianAnswer | undefined => {
        if (kind !== 'retry' || tried) return undefined;
        tried = true;
        return 'again';
      },
    });
    expect(reported.find((line) => line.startsWith('retry'))).toContain('2 attempts left');
    expect(reported.find((line) => line.startsWith('retry'))).toContain('No key has been erased.');
    expect(sent.filter((line) => line === '27 01')).toHaveLength(2);
    expect(result.kind).toBe('done');
  });

  it('TEC-6: who does not try again has the failure as a script has it', () => {
    const { result } = play(reset({ guided: true }), {
      answers: { ...ANSWERS, '27 02 32 39 34 32 31 31': '7F 27 35' },
      passCodes: GRANTED,
    });
    expect(result).toMatchObject({ kind: 'failed', reason: 'pass-code', keysErased: 'no' });
  });

  it('AUT-3: a lock is waited out before the next seed', () => {
    const { reported, result } = play(reset({ guided: true }), {
      answers: {
        ...ANSWERS,
        '27 02 32 39 34 32 31 31': ['7F 27 36', '67 02'],
        '22 10 09': ['62 10 09 03 27 10', '62 10 09 03 03 E8', '62 10 09 02 00 00'],
      },
      passCodes: [{ granted: true, passCode: '294211' }, ...GRANTED],
      technician: ({ kind }) => (kind === 'retry' ? 'again' : undefined),
    });
    expect(reported).toContain('watch Smart Code Reset: locked: 1 s left');
    expect(result.kind).toBe('done');
  });

  it('RST-5: after a loss it continues where the vehicle is, here in a running reset', () => {
    const { reported, sent, result } = play(reset({ guided: true }), {
      answers: {
        ...ANSWERS,
        '31 01 02 01 02': '',
        '3E 00': ['', '7E 00'],
        '22 F1 86': '62 F1 86 01',
        '22 10 06': [IDLE, RUNNING],
      },
      passCodes: GRANTED,
    });
    expect(reported).toContain('watch Connection lost: trying to reach the vehicle');
    expect(sent.filter((line) => line === '10 03')).toHaveLength(2);
    expect(sent.filter((line) => line === '27 03')).toHaveLength(1);
    expect(result).toMatchObject({ kind: 'done', keysErased: 2 });
  });

  it('AUT-6: an armed reset continues with a new seed for its second step', () => {
    const { reported, sent, result } = play(reset({ guided: true }), {
      answers: {
        ...ANSWERS,
        '27 04 E6 B8 10 B8 E6 79': ['', '67 04'],
        '22 10 06': [IDLE, ARMED],
        '3E 00': ['', '7E 00'],
      },
      passCodes: GRANTED,
    });
    expect(reported).toContain('watch Connection lost: trying to reach the vehicle');
    expect(reported).toContain('screen - Smart Code Reset: connected again');
    expect(sent.filter((line) => line === '27 01')).toHaveLength(1);
    expect(sent.filter((line) => line === '27 03')).toHaveLength(2);
    expect(result.kind).toBe('done');
  });

  it('TEC-5: the door is watched until the vehicle sees it open', () => {
    const { reported } = play(reset({ guided: true }), {
      answers: { ...ANSWERS, '22 10 04': ['62 10 04 00 02', '62 10 04 00 02', '62 10 04 01 02'] },
      passCodes: GRANTED,
    });
    expect(reported.filter((line) => line.startsWith("watch Smart Code Reset: driver's door"))).toHaveLength(1);
  });

  it('TEC-5: with the power off the VIN is asked for, and one that the vehicle contradicts is not taken', () => {
    const vins = ['4T1BZ1FB3KU000000', '4T1BZ1FB4KU999999'];
    const { reported, result } = play(reset({ guided: true }), {
      answers: { ...ANSWERS, '22 10 04': '62 10 04 01 00' },
      passCodes: GRANTED,
      technician: ({ kind }) => {
        if (kind === 'retry') return 'again';
        return kind === 'vehicle' ? { vin: vins.shift() ?? '' } : undefined;
      },
    });
    expect(reported.filter((line) => line.startsWith('vehicle'))).toHaveLength(2);
    expect(result).toMatchObject({ kind: 'done', vin: '4T1BZ1FB4KU999999' });
  });

  it('TEC-5: a silent vehicle is looked for until the technician leaves', () => {
    let looks = 0;
    const { result, reported } = play(reset({ guided: true }), {
      answers: {},
      technician: () => (++looks < 5 ? undefined : 'exit'),
    });
    expect(reported.filter((line) => line === 'watch Vehicle: no answer yet')).toHaveLength(5);
    expect(result).toMatchObject({ kind: 'failed', reason: 'no-answer', keysErased: 'no' });
  });
});

describe('a registration and an erasure with a technician', () => {
  it('TEC-4: reads the free slots from DID 1002 and sends enter only after the last instruction', () => {
    const { reported } = play(register({ guided: true, touch: [] }), {
      answers: {
        ...ANSWERS,
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

  it('ERA-1: a vehicle with one key has none to erase, and what to use instead is said', () => {
    const { result, sent } = play(erase({ guided: true, touch: [] }), {
      answers: { ...ANSWERS, '22 10 01': '62 10 01 01' },
    });
    expect(result).toMatchObject({ kind: 'failed', reason: 'too-few-keys', keysErased: 'no' });
    expect(sent.some((line) => line.startsWith('31 01'))).toBe(false);
  });

  it('ERA-1: going back to the number declares again', () => {
    let counts = 0;
    let backs = 0;
    const { sent } = play(erase({ guided: true, touch: [] }), {
      answers: {
        ...ANSWERS,
        '22 10 01': '62 10 01 03',
        '31 01 02 03 01 01': '71 01 02 03 31 01 02',
        '31 01 02 03 01 02': '71 01 02 03 31 02 01',
        '31 02 02 03': '71 02 02 03 00',
      },
      technician: (command) => {
        if (command.kind === 'count') return ++counts;
        if (command.kind !== 'screen' || command.number !== 'SMRT-42-007') return undefined;
        return ++backs === 1 ? 'back' : 'exit';
      },
    });
    expect(sent.filter((line) => line.startsWith('31 '))).toEqual([
      '31 01 02 03 01 01',
      '31 01 02 03 01 02',
      '31 02 02 03',
    ]);
  });
});

describe('a registration with a technician', () => {
  const REGISTER: Script['answers'] = {
    ...ANSWERS,
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
    commands.flatMap((command) => (command.kind === 'watch' ? [command.lines] : []));

  function watched(added: readonly [string, string][], histories: readonly string[]): readonly TesterCommand[] {
    const commands: TesterCommand[] = [];
    play(register({ guided: true, touch: [] }), {
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

  it.each([
    ['initial', '71 01 02 02 22 01 07', '62 10 01 00', 'n/a  registered key in the cabin or touched: not needed'],
    ['additional', '71 01 02 02 21 00 05', '62 10 01 02', 'no   registered key in the cabin or touched'],
  ])(
    'REG-3: the Pre-Start Check of an %s registration says whether a registered key is needed',
    (_, entered, count, line) => {
      const commands: TesterCommand[] = [];
      play(register({ guided: true, touch: [] }), {
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
      expect(commands.at(-1)).toMatchObject({ kind: 'screen', lines: expect.arrayContaining([line]) });
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
      const { reported } = play(register({ guided: true, rate, touch: [] }), {
        answers: { ...REGISTER, '22 F1 86': '62 F1 86 01', '27 05': '7F 27 7F' },
      });
      expect(reported.filter((line) => line.includes('connected again'))).toHaveLength(2);
      const retry = reported.filter((line) => line.startsWith('retry'));
      expect(retry).toHaveLength(1);
      expect(retry[0]).toMatch(what);
      expect(retry[0]).toMatch(next);
    },
  );
});
