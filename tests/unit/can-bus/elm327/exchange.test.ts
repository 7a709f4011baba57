import { describe, expect, it } from 'vitest';
import { Elm327Rig, engine } from '../../../support/elm327-rig.ts';

const VIN = '0: 49 02 01 34 54 31 \r1: 42 5A 31 46 42 34 4B \r2: 55 39 39 39 39 39 39 \r';

describe('an exchange of an ELM327: waiting', () => {
  it('ELM-11: NO DATA after ATST × 4 ms, counted from the end of the request', () => {
    const rig = new Elm327Rig({ ecus: engine }).set('ATE0', 'ATSP6');
    rig.say('0105\r');
    expect(rig.elm.deadlineUs() - rig.nowUs).toBe(200_000);
    expect(rig.finish()).toBe('NO DATA\r\r>');
    rig.set('ATST19');
    rig.say('0105\r');
    expect(rig.elm.deadlineUs() - rig.nowUs).toBe(100_000);
    rig.finish();
    rig.set('ATST00');
    rig.say('0105\r');
    expect(rig.elm.deadlineUs() - rig.nowUs).toBe(200_000);
  });

  it('ELM-11: a response at the last microsecond counts, and one at the deadline does not', () => {
    const rig = new Elm327Rig().set('ATE0', 'ATSP6');
    rig.say('0105\r');
    rig.nowUs += 199_999;
    rig.frame('7E8#03410550CCCCCCCC');
    expect(rig.finish()).toBe('41 05 50 \r\r>');
    rig.say('0105\r');
    rig.nowUs += 200_000;
    rig.frame('7E8#03410550CCCCCCCC');
    expect(rig.takeOutput()).toBe('NO DATA\r\r>');
  });

  it('ELM-11: ATR0 waits for no response', () => {
    const rig = new Elm327Rig({ ecus: engine }).set('ATE0', 'ATSP6', 'ATR0');
    expect(rig.say('010C\r')).toBe('\r>');
  });

  it('ELM-12: with ATAT1 further responses are waited for as long as they took; with ATAT0 ATST × 4 ms', () => {
    const rig = new Elm327Rig({ ecus: engine }).set('ATE0', 'ATSP6');
    rig.say('010C\r');
    expect(rig.elm.deadlineUs() - rig.nowUs).toBe(200_000);
    rig.finish();
    rig.say('010C\r');
    expect(rig.elm.deadlineUs() - rig.nowUs).toBe(20_000);
    rig.finish();
    rig.set('ATAT2');
    rig.say('010C\r');
    expect(rig.elm.deadlineUs() - rig.nowUs).toBe(8_000);
    rig.finish();
    rig.set('ATAT0');
    rig.say('010C\r');
    expect(rig.elm.deadlineUs() - rig.nowUs).toBe(200_000);
  });

  it('ELM-13: the expected number of responses ends the answer', () => {
    const rig = new Elm327Rig({ ecus: engine }).set('ATE0', 'ATSP6');
    expect(rig.say('01 0C 1\r')).toBe('41 0C 0A F0 \r\r>');
    expect(rig.say('09021\r')).toBe(`014\r${VIN}\r>`);
    expect(rig.say('09023\r')).toBe(`014\r${VIN}\r>`);
    expect(rig.say('010C2\r')).toBe('41 0C 0A F0 \r');
    expect(rig.finish()).toBe('\r>');
  });

  it('ELM-19: a response pending extends the wait to 5 s in v2.1, and not in v1.5', () => {
    for (const [version, waitUs] of [
      ['2.1', 5_000_000],
      ['1.5', 200_000],
    ] as const) {
      const ecus = (): readonly string[] => ['7E8#037F3178CCCCCCCC'];
      const rig = new Elm327Rig({ version, ecus }).set('ATE0', 'ATSP6');
      expect(rig.say('3101\r')).toBe('7F 31 78 \r');
      expect(rig.elm.deadlineUs() - rig.nowUs).toBe(waitUs);
    }
  });
});

describe('an exchange of an ELM327: a response pending after quick responses', () => {
  it('ELM-19: as v1.5 waits ATST, whatever the earlier ones took, unless the expected number has come', () => {
    const ecus = (sent: string): readonly string[] =>
      sent.startsWith('7DF#0231') ? ['7E8#037F3178CCCCCCCC'] : engine(sent);
    const rig = new Elm327Rig({ ecus }).set('ATE0', 'ATSP6', '010C', '010C');
    expect(rig.say('3101\r')).toBe('7F 31 78 \r');
    expect(rig.elm.deadlineUs() - rig.nowUs).toBe(200_000);
    rig.waitUntil(rig.nowUs + 120_000);
    rig.frame('7E8#0371010203CCCCCC');
    expect(rig.elm.deadlineUs() - rig.nowUs).toBe(20_000);
    expect(rig.finish()).toBe('71 01 02 \r\r>');
    expect(rig.say('31011\r')).toBe('7F 31 78 \r\r>');
  });
});

describe('an exchange of an ELM327: responses', () => {
  it('ELM-10: shows several ECUs in the order of their frames', () => {
    const ecus = (sent: string): readonly string[] =>
      sent.startsWith('7DF') ? ['7E8#06410080180011CC', '7E9#06410080000001CC'] : [];
    const rig = new Elm327Rig({ ecus }).set('ATE0', 'ATSP6', 'ATH1');
    expect(rig.ask('0100')).toBe('7E8 06 41 00 80 18 00 11 \r7E9 06 41 00 80 00 00 01 \r\r>');
  });

  it('ELM-10: waits for the rest of each message of several frames, ATST × 4 ms after each frame', () => {
    const rig = new Elm327Rig({ ecus: (sent) => (sent.startsWith('7DF') ? ['7E8#1014490201345431'] : []) });
    rig.set('ATE0', 'ATSP6');
    rig.say('0902\r');
    rig.waitUntil(rig.nowUs + 199_000);
    rig.frame('7E8#21425A314642344B');
    rig.waitUntil(rig.nowUs + 199_000);
    rig.frame('7E8#2255393939393939');
    expect(rig.finish()).toBe('1: 42 5A 31 46 42 34 4B \r2: 55 39 39 39 39 39 39 \r\r>');
  });

  it('ELM-14: answers a first frame with a flow control, unless ATCFC0', () => {
    const rig = new Elm327Rig({ ecus: engine }).set('ATE0', 'ATSP6');
    expect(rig.ask('0902')).toBe(`014\r${VIN}\r>`);
    expect(rig.sent).toEqual(['7DF#0209020000000000', '7E0#3000000000000000']);
    rig.set('ATCFC0');
    expect(rig.ask('0902')).toBe('014\r0: 49 02 01 34 54 31 \r\r>');
    expect(rig.sent).toEqual(['7DF#0209020000000000']);
  });

  it('ELM-14: takes header and data of the flow control from the user in mode 1, and the data in mode 2', () => {
    const rig = new Elm327Rig({ ecus: engine }).set('ATE0', 'ATSP6');
    expect(rig.ask('ATFCSM1')).toBe('?\r\r>');
    rig.set('ATFCSD300502');
    expect(rig.ask('ATFCSM1')).toBe('?\r\r>');
    expect(rig.ask('ATFCSM2')).toBe('OK\r\r>');
    rig.ask('0902');
    rig.set('ATFCSH7E1', 'ATFCSM1');
    rig.ask('0902');
    expect(rig.sent).toEqual(['7DF#0209020000000000', '7E1#3005020000000000']);
  });

  it('ELM-14: a flow control with 29-bit ids exchanges target and source', () => {
    const ecus = (sent: string): readonly string[] => (sent.startsWith('18DB') ? ['18DAF110#1014490201345431'] : []);
    const rig = new Elm327Rig({ ecus }).set('ATE0', 'ATSP7');
    rig.ask('0902');
    expect(rig.sent).toEqual(['18DB33F1#0209020000000000', '18DA10F1#3000000000000000']);
  });

  it('ELM-15: ATCEA puts the extended address in front of requests and flow controls, and takes it off', () => {
    const ecus = (sent: string): readonly string[] =>
      sent.startsWith('750#B503') ? ['758#B5101462F1903454', '758#B540101400000000'] : [];
    const rig = new Elm327Rig({ ecus }).set('ATE0', 'ATSP6', 'ATSH750', 'ATCEAB5');
    expect(rig.ask('22F190')).toBe('014\r0: 62 F1 90 34 54 \r\r>');
    expect(rig.sent).toEqual(['750#B50322F190000000', '750#B530000000000000']);
    rig.set('ATFCSH750', 'ATFCSDB5300000', 'ATFCSM1');
    rig.ask('22F190');
    expect(rig.sent).toEqual(['750#B50322F190000000', '750#B530000000000000']);
    rig.set('ATCEA');
    rig.ask('22F190');
    expect(rig.sent).toEqual(['750#0322F19000000000']);
  });
});

describe('an exchange of an ELM327: requests in segments (ELM-16)', () => {
  const flow = (control: string) => ({
    ecus: (sent: string): readonly string[] => {
      if (sent.startsWith('7E0#10')) return [`7E8#${control}`];
      return sent.startsWith('7E0#22') ? ['7E8#0150CCCCCCCCCCCC'] : [];
    },
  });
  const LONG = '2E0100'.padEnd(30, 'A');
  const FRAMES = ['7E0#100F2E0100AAAAAA', '7E0#21AAAAAAAAAAAAAA', '7E0#22AAAA0000000000'];

  it('sends the next frames after the flow control', () => {
    const rig = new Elm327Rig(flow('300000CCCCCCCCCC')).set('ATE0', 'ATSP6', 'ATSH7E0', 'ATAL');
    expect(rig.ask(LONG)).toBe('50 \r\r>');
    expect(rig.sent).toEqual(FRAMES);
  });

  it('keeps the separation time', () => {
    const rig = new Elm327Rig(flow('30000ACCCCCCCCCC')).set('ATE0', 'ATSP6', 'ATSH7E0', 'ATAL');
    rig.say(`${LONG}\r`);
    expect(rig.sent).toEqual(FRAMES.slice(0, 2));
    expect(rig.elm.deadlineUs() - rig.nowUs).toBe(10_000);
    expect(rig.finish()).toBe('50 \r\r>');
  });

  it('waits for a flow control after each block, up to a second, and after each WAIT again', () => {
    const rig = new Elm327Rig(flow('300100CCCCCCCCCC')).set('ATE0', 'ATSP6', 'ATSH7E0', 'ATAL');
    rig.say(`${LONG}\r`);
    expect(rig.sent).toEqual(FRAMES.slice(0, 2));
    rig.waitUntil(rig.nowUs + 999_999);
    rig.frame('7E8#310000CCCCCCCCCC');
    rig.waitUntil(rig.nowUs + 999_999);
    rig.frame('7E8#300000CCCCCCCCCC');
    expect(rig.finish()).toBe('50 \r\r>');
    expect(rig.sent).toEqual(FRAMES);
  });

  it('gives up where the ECU has no room, or sends no flow control', () => {
    const rig = new Elm327Rig(flow('320000CCCCCCCCCC')).set('ATE0', 'ATSP6', 'ATSH7E0', 'ATAL');
    expect(rig.say(`${LONG}\r`)).toBe('NO DATA\r\r>');
    const silent = new Elm327Rig().set('ATE0', 'ATSP6', 'ATSH7E0', 'ATAL');
    expect(silent.ask(LONG)).toBe('NO DATA\r\r>');
    expect(silent.nowUs).toBe(1_000_250);
  });

  it('answers ? without ATAL', () => {
    expect(new Elm327Rig(flow('300000')).set('ATE0', 'ATSP6').ask(LONG)).toBe('?\r\r>');
  });
});
