import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdapterState } from '../../../../can-bus/elm327/adapter-state.ts';
import { CAN_COMMANDS } from '../../../../can-bus/elm327/at-can-commands.ts';
import { runAtCommand } from '../../../../can-bus/elm327/at-command.ts';
import { GENERAL_COMMANDS } from '../../../../can-bus/elm327/at-general-commands.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { Elm327Rig, engine } from '../../../support/elm327-rig.ts';

const COMMANDS = (
  'ATZ ATWS ATD ATI AT@1 AT@2 ATE0 ATE1 ATH0 ATH1 ATS0 ATS1 ATL0 ATL1 ATD0 ATD1 ATCAF0 ATCAF1 ATCFC0 ATCFC1 ATAL ATNL ' +
  'ATSP0 ATSP6 ATSP7 ATSP8 ATSPB ATTPA6 ATDP ATDPN ATPC ATBI ATSH7E0 ATSH750 ATSHDA10F1 ATCRA ATCRA7EX ATCF700 ATCM700 ' +
  'ATCEA ATCEAB5 ATCER40 ATFCSH7E0 ATFCSD300000 ATFCSD3000000000 ATFCSM0 ATFCSM1 ATFCSM2 ATST00 ATST01 ATSTFF ATAT0 ' +
  'ATAT1 ATAT2 ATR0 ATR1 ATV0 ATV1 ATMA ATMRF1 ATMT10 ATRTR ATRV ATIGN ATPPS ATPP2CSV81 ATPPFFON 0100 010C1 0902 3E00 ' +
  'ATBRD23 ATBRT01 ATBD ATMPFEF1 ATDM1 ATFI ATSI ' +
  '0102030405060708 010203040506070809'
).split(' ');

/** What a client, the bus and the time do. */
const action = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...COMMANDS).map((text) => ({ kind: 'say', text: `${text}\r` }) as const) },
  {
    weight: 2,
    arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map((text) => ({ kind: 'say', text }) as const),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('ATSH', 'ATST', 'ATPP', 'ATFC', 'AT', ''), fc.string({ maxLength: 12 }))
      .map(([start, rest]) => ({ kind: 'say', text: `${start}${rest}\r` }) as const),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('7E8', '7E9', '758', '18DAF110', '5B0'), fc.uint8Array({ maxLength: 8 }))
      .map(([id, data]) => ({ kind: 'frame', text: `${id}#${Buffer.from(data).toString('hex')}` }) as const),
  },
  // Around the deadline: one microsecond before, at it, after it.
  { weight: 3, arbitrary: fc.constantFrom(-1, 0, 1).map((offsetUs) => ({ kind: 'wait', offsetUs }) as const) },
);
const actions = fc.array(action, { maxLength: 60 });

function apply(
  rig: Elm327Rig,
  { kind, ...step }: typeof action extends fc.Arbitrary<infer Step> ? Step : never,
): string {
  if ('text' in step && kind === 'say') return rig.say(step.text);
  if ('text' in step) rig.frame(step.text);
  else if (rig.elm.deadlineUs() !== NEVER_US) rig.waitUntil(rig.elm.deadlineUs() + step.offsetUs);
  return rig.takeOutput();
}

describe('an ELM327 in front of any client and any bus', () => {
  it.each(['1.5', '2.1'] as const)(
    'v%s: goes on, answers in its characters, and does the same each time',
    (version) => {
      fc.assert(
        fc.property(actions, (steps) => {
          const [rig, again] = [new Elm327Rig({ version, ecus: engine }), new Elm327Rig({ version, ecus: engine })];
          for (const step of steps) {
            const output = apply(rig, step);
            expect(apply(again, step)).toBe(output);
          }
          expect(again.sent).toEqual(rig.sent);
          rig.finish();
          // What was under way is stopped, half a line is ended, and the adapter is there.
          rig.say(' ');
          rig.say('?\r');
          rig.finish();
          expect(rig.ask('ATZ')).toMatch(/(\r\n?){2}ELM327 v(1\.5|2\.1)(\r\n?){2}>$/);
          expect(rig.ask('ATE0')).toMatch(/OK\r\r>$/);
          expect(rig.ask('ATSP6')).toBe('OK\r\r>');
          expect(rig.say('010C1\r')).toBe('41 0C 0A F0 \r\r>');
        }),
        { numRuns: 300 },
      );
    },
  );

  it('each answer ends with an empty line and one prompt, wherever the characters are cut', () => {
    const lines = fc.array(
      fc.constantFrom(...COMMANDS.filter((text) => !/^AT(?:MA|M[RTP]|[ELZDW]|PP|BRD)/.test(text))),
      {
        minLength: 1,
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(lines, fc.nat(9), (commands, cut) => {
        const rig = new Elm327Rig({ ecus: engine }).set('ATE0');
        for (const command of commands) {
          const at = Math.min(cut, command.length);
          const answer = rig.say(command.slice(0, at)) + rig.ask(command.slice(at));
          expect(answer).toMatch(/\r>$/);
          expect(answer.split('>')).toHaveLength(2);
        }
      }),
      { numRuns: 200 },
    );
  });

  /** A line that is written wrong: shorter, longer, with another character, or with two commands in it. */
  const malformed = fc.constantFrom(...COMMANDS.filter((text) => text.startsWith('AT'))).chain((text) =>
    fc.oneof(
      fc.nat(text.length - 1).map((at) => text.slice(0, at) + text.slice(at + 1)),
      fc
        .tuple(fc.nat(text.length), fc.constantFrom('0', '7', 'F', 'G', 'X', '-', '.', 'é', 'AT'))
        .map(([at, more]) => text.slice(0, at) + more + text.slice(at)),
      fc
        .tuple(fc.nat(text.length - 1), fc.constantFrom('0', '8', 'G', 'X', '?', '\u007f'))
        .map(([at, other]) => text.slice(0, at) + other + text.slice(at + 1)),
    ),
  );

  it('ELM-3: a command that it answers with ? changes nothing', () => {
    fc.assert(
      fc.property(malformed, (line) => {
        fc.pre(line.startsWith('AT'));
        const options = {
          version: '1.5',
          bitRate: 500_000,
          power: () => ({ batteryV: 12, ignitionOn: true }),
        } as const;
        const state = new AdapterState(options);
        const picture = (): unknown[] => [
          structuredClone(state.settings),
          state.parameters.summary(),
          state.describeProtocolNumber(),
          state.deviceText,
          state.dataByte,
          state.calibrationV,
        ];
        const before = picture();
        const outcome = runAtCommand(state, line.slice(2).toUpperCase(), [...GENERAL_COMMANDS, ...CAN_COMMANDS]);
        if (outcome.kind === 'unknown') expect(picture()).toEqual(before);
        expect(new Elm327Rig().set('ATE0').ask(line).endsWith('?\r\r>')).toBe(outcome.kind === 'unknown');
      }),
      { numRuns: 500 },
    );
  });
});
