import { describe, expect, it } from 'vitest';
import type { TesterCommand } from '../../../../hil/tester/command.ts';
import type { Conversation } from '../../../../hil/tester/conversation.ts';
import { throughStages, type FoundStage } from '../../../../hil/tool/stages.ts';
import { UtilityFailure } from '../../../../hil/tool/utility-failure.ts';
import { failing, play, runUnderWay, type Played, type Script, type TechnicianAnswer } from './scripted-vehicle.ts';

type Stage = 'one' | 'two' | 'three';
const NEXT: Readonly<Record<Stage, Stage | null>> = { one: 'two', two: 'three', three: null };

const LOST = new UtilityFailure('bench', { reason: 'no-answer', what: 'the ECU does not answer', next: 'check it' });
const REFUSED = new UtilityFailure('vehicle', { reason: 'door', what: 'the door is closed', next: 'open it' });
const EXITED = new UtilityFailure('person', { reason: 'exit', what: 'it was left', next: 'start again' });
const SESSION_OVER = new UtilityFailure('vehicle', { reason: 'session-ended', what: 'it ended', next: 'start again' });
const WRONG_CODE = new UtilityFailure('vehicle', {
  reason: 'pass-code',
  what: 'the pass-code is wrong',
  next: 'get one',
});

const ANSWERS: Script['answers'] = { '3E 00': '7E 00', '22 F1 86': '62 F1 86 03', '10 03': '50 03 00 32 01 F4' };

const NO_COMMANDS: readonly TesterCommand[] = [];

interface Walk {
  readonly played: Played<void>;
  readonly carriedOut: readonly Stage[];
  readonly sessionsLost: readonly boolean[];
}

/** Walks through three stages, of which the second fails in these ways before it succeeds. */
function stages(
  failures: readonly UtilityFailure[],
  rate: number = 1,
  guided: boolean = true,
): {
  readonly walk: Conversation<void>;
  readonly carriedOut: Stage[];
  readonly sessionsLost: boolean[];
} {
  const left = [...failures];
  const carriedOut: Stage[] = [];
  const sessionsLost: boolean[] = [];
  const walk = throughStages<Stage>(runUnderWay({ guided, rate }), {
    first: 'one',
    *carryOut(stage): Conversation<Stage | null> {
      yield* NO_COMMANDS;
      carriedOut.push(stage);
      const failure = stage === 'two' ? left.shift() : undefined;
      if (failure !== undefined) throw failure;
      return NEXT[stage];
    },
    *find(sessionLost): Conversation<FoundStage<Stage>> {
      yield* NO_COMMANDS;
      sessionsLost.push(sessionLost);
      return { stage: 'two', lines: ['Next: two.'] };
    },
  });
  return { walk, carriedOut, sessionsLost };
}

function walk(failures: readonly UtilityFailure[], script: Partial<Script> = {}, rate: number = 1): Walk {
  const { walk: conversation, ...seen } = stages(failures, rate);
  return { played: play(conversation, { answers: ANSWERS, ...script }), ...seen };
}

const triesAgain = ({ kind }: { readonly kind: string }): TechnicianAnswer | undefined =>
  kind === 'retry' ? 'again' : undefined;

describe('the stages of a utility', () => {
  it('are carried out one after the other', () => {
    const { carriedOut, played } = walk([]);
    expect([carriedOut, played.reported]).toEqual([['one', 'two', 'three'], []]);
  });

  it.each([
    ['without a technician', [LOST], false, 'no-answer'],
    ['where the technician leaves', [EXITED], true, 'exit'],
  ] as const)('end with the first failure %s', (_what, failures, guided, reason) => {
    const { walk: conversation } = stages(failures, 1, guided);
    expect(failing(conversation, { answers: ANSWERS }).details.reason).toBe(reason);
  });

  it('TEC-6: after a failure say what happened, whether keys were erased and what to do, and go on', () => {
    const { carriedOut, played, sessionsLost } = walk([REFUSED], { technician: triesAgain });
    expect(carriedOut).toEqual(['one', 'two', 'two', 'three']);
    expect(sessionsLost).toEqual([false]);
    expect(played.commands[0]).toEqual({
      kind: 'retry',
      number: null,
      title: 'Smart Code Reset',
      lines: ['The door is closed.', 'No key has been erased.', 'Open it.'],
    });
  });

  it('TEC-6: end with the failure where it is not tried again', () => {
    const { walk: conversation } = stages([REFUSED]);
    expect(failing(conversation, { answers: ANSWERS })).toBe(REFUSED);
  });

  it.each([
    [
      '62 10 09 01 00 00',
      'Wrong pass-codes: 1. 2 attempts left before the ECU locks out further attempts, with the usual limit of 3.',
    ],
    [
      '62 10 09 02 00 00',
      'Wrong pass-codes: 2. 1 attempt left before the ECU locks out further attempts, with the usual limit of 3.',
    ],
    [
      '62 10 09 03 25 1C',
      'Wrong pass-codes: 3. The ECU accepts no pass-code for another 10 s, then 1 attempt before the next delay.',
    ],
  ])('AUT-3: count the attempts from %s', (attempts, line) => {
    const { walk: conversation } = stages([WRONG_CODE]);
    const lines: string[] = [];
    failing(conversation, {
      answers: { ...ANSWERS, '22 10 09': attempts },
      technician: (command) => {
        if (command.kind === 'retry') lines.push(...command.lines);
        return undefined;
      },
    });
    expect(lines[1]).toBe(line);
  });

  it.each(['pass-code', 'too-many-attempts', 'locked-out'] as const)('AUT-3: count the attempts after %s', (reason) => {
    const { walk: conversation } = stages([new UtilityFailure('vehicle', { reason, what: 'it fails', next: 'wait' })]);
    const lines: string[] = [];
    failing(conversation, {
      answers: { ...ANSWERS, '22 10 09': '62 10 09 02 00 00' },
      technician: (command) => {
        if (command.kind === 'retry') lines.push(...command.lines);
        return undefined;
      },
    });
    expect(lines[1]).toMatch(/^Wrong pass-codes: 2\./);
  });

  it('AUT-3: sit out the delay before the next try, unless the technician leaves', () => {
    const answers = { ...ANSWERS, '22 10 09': ['62 10 09 03 03 E8', '62 10 09 03 01 F4', '62 10 09 03 00 00'] };
    const { played } = walk([WRONG_CODE], { answers, technician: triesAgain });
    expect(played.reported.filter((line) => line.startsWith('watch'))).toEqual([
      'watch Smart Code Reset: locked: 1 s left',
    ]);
    const leaves = ({ kind }: { readonly kind: string }): TechnicianAnswer | undefined =>
      kind === 'retry' ? 'again' : 'exit';
    const { walk: conversation } = stages([WRONG_CODE]);
    expect(failing(conversation, { answers, technician: leaves }).details.what).toBe(
      'the utility was exited at the screen "Smart Code Reset: locked"',
    );
  });
});

describe('the stages of a utility after the connection was lost', () => {
  it('wait until the vehicle answers, and go on where it is', () => {
    const { carriedOut, played, sessionsLost } = walk([LOST], { answers: { ...ANSWERS, '3E 00': ['', '7E 00'] } });
    expect(carriedOut).toEqual(['one', 'two', 'two', 'three']);
    expect(sessionsLost).toEqual([false]);
    expect(played.commands[1]).toEqual({
      kind: 'watch',
      number: null,
      title: 'Connection lost',
      isWarning: true,
      lines: [
        'The ECU does not answer.',
        'Check the cable and the 12 V supply; leave the vehicle as it is. The tool continues as soon as the vehicle answers.',
        'No key has been erased so far.',
      ],
      status: 'trying to reach the vehicle',
      next: null,
      durationUs: 1_000_000,
      reconnect: true,
    });
    expect(played.commands.at(-1)).toMatchObject({
      title: 'Smart Code Reset: connected again',
      lines: ['The vehicle answers, and its diagnostic session is still open.', 'Next: two.'],
    });
  });

  it('AUT-6: open the session again where it had ended', () => {
    const { played, sessionsLost } = walk([SESSION_OVER], { answers: { ...ANSWERS, '22 F1 86': '62 F1 86 01' } }, 10);
    expect(sessionsLost).toEqual([true]);
    expect(played.sent).toEqual(['22 F1 86', '10 03']);
    expect(played.commands.at(-1)).toMatchObject({
      lines: [
        'The vehicle answers. Its diagnostic session had ended; unused seeds and pass-codes are void.',
        'The car runs 10 times faster than real time, so that its session ends after 0.50 s.',
        'Next: two.',
      ],
    });
  });

  it('end where the technician leaves meanwhile', () => {
    const { walk: conversation } = stages([LOST]);
    expect(failing(conversation, { answers: { ...ANSWERS, '3E 00': '' }, technician: () => 'exit' })).toBe(LOST);
  });

  it.each([
    [
      1,
      /^The connection or the session was lost 3 times in a row at the same step\.$/,
      /^Check the cable, the adapter/,
    ],
    [
      20,
      /; the car runs 20 times faster than real time, .* ends after 0\.25 s, and this machine/,
      /^Start the car at a low/,
    ],
  ])('TEC-6: at rate %i explain the third loss in a row', (rate, what, next) => {
    const { played } = walk([LOST, LOST, LOST], { technician: triesAgain }, rate);
    const retries = played.commands.filter(({ kind }) => kind === 'retry');
    expect(retries).toHaveLength(1);
    expect(retries[0]).toMatchObject({
      lines: [expect.stringMatching(what), 'No key has been erased.', expect.stringMatching(next)],
    });
  });
});
