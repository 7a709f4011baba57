import { describe, expect, it } from 'vitest';
import { Elm327Rig, engine } from '../../../support/elm327-rig.ts';

const CAR = { ecus: engine } as const;

describe('an ELM327: lines and answers', () => {
  it('ELM-1: a command ends with CR; blanks, case, line feeds and zero bytes do not matter', () => {
    const rig = new Elm327Rig(CAR).set('ATE0');
    for (const text of ['ATI\r', 'at i\r', ' A T I \r', 'ATI\n\r', '\0AT\0I\r']) {
      expect(rig.say(text)).toBe('ELM327 v1.5\r\r>');
    }
  });

  it('ELM-1: repeats the last command on an empty line, or prints a prompt if there is none', () => {
    const rig = new Elm327Rig(CAR);
    expect(rig.say('\r')).toBe('\r\r>');
    rig.set('ATE0', 'ATSP6');
    expect(rig.ask('010C')).toBe('41 0C 0A F0 \r\r>');
    expect(rig.ask('')).toBe('41 0C 0A F0 \r\r>');
    expect(rig.sent).toEqual(['7DF#02010C0000000000', '7DF#02010C0000000000']);
  });

  it('ELM-2: echoes what it reads until ATE0, and ends lines with CR LF after ATL1', () => {
    const rig = new Elm327Rig(CAR);
    expect(rig.say('at i\r')).toBe('at i\rELM327 v1.5\r\r>');
    expect(rig.say('ATL1\r')).toBe('ATL1\rOK\r\n\r\n>');
    expect(rig.say('ATE0\r')).toBe('ATE0\r\nOK\r\n\r\n>');
    expect(rig.say('ATI\r')).toBe('ELM327 v1.5\r\n\r\n>');
    expect(rig.say('ATL0\r')).toBe('OK\r\r>');
  });

  it.each(
    (
      'AT ATXY ATSP ATSPG ATSPAD ATSP600 ATTP ATSH ATSH7 ATSH75 ATSH800 ATSH7500 ' +
      'ATSH20DA10F1 ATST ATST1 ATSTG0 ATST1000 ATE ATE2 ATL2 ATH2 ATS2 ATD2 ATM2 ' +
      'ATR2 ATV2 ATAT ATAT3 ATCAF ATCAF2 ATCFC2 ATFCSM ATFCSM3 ATFCSH ATFCSH8FF ATFCSD ' +
      'ATFCSD3 ATFCSD300000000000 ATCRA7 ATCRA7GX ATCRA3X00000X ATCF8 ATCM1 ATCEAB ATCEAB50 ATCER4 ATTA ATTA1 ' +
      'ATCP3 ATCP200 ATMR ATMR1 ATMT100 ATPB81 ATPP ATPP2C ATPP2CSV ATPP2CSV8 ATPP30SV00 ATPPXXON ' +
      'ATSD ATSD1 ATCV12 ATCVABCD AT@ AT@4 AT@3short ATIB99 ATKW2 ATSW ATWM ATIFR5 ' +
      'ATBRD ATBRDG0 ATBRT ATMP ATMPFE ATDM2 ATJTM2 ATRTR1 ATZ0 ATI1 ATDPX ATDPN1 ' +
      'ATRV1 ATPC1 ATBI0 ATMA1 ATAL1'
    ).split(' '),
  )('ELM-3: answers ? to %s', (command) => {
    expect(new Elm327Rig(CAR).set('ATE0').ask(command)).toBe('?\r\r>');
  });

  it.each(['0', '1', 'XYZ', '01 0G', '\u007f\u007f', 'STI', 'VTI', '01020304050607080'])(
    'ELM-3: answers ? to %j, and sends nothing',
    (line) => {
      const rig = new Elm327Rig(CAR).set('ATE0', 'ATSP6');
      expect(rig.ask(line)).toBe('?\r\r>');
      expect(rig.sent).toEqual([]);
    },
  );

  it('ELM-3: answers ? to a line without an end once it ends, echoes only its beginning, and goes on', () => {
    const rig = new Elm327Rig(CAR);
    const output = rig.say(`${'A'.repeat(100_000)}\r`);
    expect(output.length).toBeLessThan(9_000);
    expect(output.endsWith('?\r\r>')).toBe(true);
    expect(rig.troubles).toEqual(['a line is too long for a command and is ignored']);
    expect(rig.say('ATE0\rATI\r')).toBe('ATE0\rOK\r\r>ELM327 v1.5\r\r>');
  });

  it('ELM-4: ATZ and ATWS reset the settings and identify the adapter', () => {
    const rig = new Elm327Rig(CAR).set('ATE0', 'ATH1', 'ATSP6');
    expect(rig.ask('ATZ')).toBe('\r\rELM327 v1.5\r\r>');
    expect(rig.ask('ATWS')).toBe('ATWS\r\r\rELM327 v1.5\r\r>');
    rig.set('ATE0');
    expect(rig.ask('ATDPN')).toBe('6\r\r>');
    expect(rig.ask('010C')).toBe('41 0C 0A F0 \r\r>');
  });

  it('ELM-4: ATD sets the defaults and keeps the protocol', () => {
    const rig = new Elm327Rig(CAR).set('ATE0', 'ATTP6', 'ATH1', 'ATS0');
    expect(rig.ask('ATD')).toBe('OK\r\r>');
    expect(rig.ask('010C')).toBe('010C\r41 0C 0A F0 \r\r>');
  });
});

describe('an ELM327: another baud rate (ELM-27)', () => {
  const begun = 'OK\rELM327 v1.5\r';

  it('ATBRD confirms, names the adapter, and waits for a CR', () => {
    const rig = new Elm327Rig(CAR).set('ATE0', 'ATSP6');
    expect(rig.say('ATBRD23\r')).toBe(begun);
    expect(rig.say('\n')).toBe('');
    expect(rig.say('\r')).toBe('OK\r\r>');
    expect(rig.ask('010C')).toBe('41 0C 0A F0 \r\r>');
  });

  it('goes back with a prompt after 75 ms, after ATBRT × 5 ms, or at any other character', () => {
    const rig = new Elm327Rig(CAR).set('ATE0');
    for (const [command, waitUs] of [
      ['ATBRT0F', 75_000],
      ['ATBRT01', 5_000],
      ['ATBRT00', 1_280_000],
      ['ATD', 75_000],
    ] as const) {
      rig.set(command, 'ATE0');
      expect(rig.say('AT BRD 08\r')).toBe(begun);
      expect(rig.elm.deadlineUs() - rig.nowUs).toBe(waitUs);
      rig.waitUntil(rig.elm.deadlineUs() - 1);
      expect(rig.takeOutput()).toBe('');
      rig.waitUntil(rig.elm.deadlineUs());
      expect(rig.takeOutput()).toBe('\r>');
    }
    expect(rig.say('ATBRD08\rX')).toBe(`${begun}\r>`);
    expect(rig.say('ATI\r')).toBe('ELM327 v1.5\r\r>');
  });

  it('a CR at the deadline is too late, and repeats the command', () => {
    const rig = new Elm327Rig(CAR).set('ATE0');
    rig.say('ATBRD08\r');
    rig.nowUs = rig.elm.deadlineUs();
    expect(rig.say('\r')).toBe(`\r>${begun}`);
  });
});

describe('an ELM327: protocols', () => {
  it('ELM-6: searches with the first request, and names what it has found', () => {
    const rig = new Elm327Rig(CAR).set('ATE0');
    expect(rig.ask('ATDPN')).toBe('A0\r\r>');
    expect(rig.ask('ATDP')).toBe('AUTO\r\r>');
    expect(rig.ask('0100')).toBe('SEARCHING...\r41 00 80 18 00 11 \r\r>');
    expect(rig.ask('0100')).toBe('41 00 80 18 00 11 \r\r>');
    expect(rig.ask('ATDPN')).toBe('A6\r\r>');
    expect(rig.ask('ATDP')).toBe('AUTO, ISO 15765-4 (CAN 11/500)\r\r>');
  });

  it('ELM-6: tries 29-bit ids after 11-bit ids, and then it is UNABLE TO CONNECT', () => {
    const rig = new Elm327Rig().set('ATE0');
    expect(rig.ask('0100')).toBe('SEARCHING...\rUNABLE TO CONNECT\r\r>');
    expect(rig.sent).toEqual(['7DF#0201000000000000', '18DB33F1#0201000000000000']);
  });

  it('ELM-6: finds an ECU with 29-bit ids; ATPC forgets it, and ATBI searches for none', () => {
    const ecus = (sent: string): readonly string[] =>
      sent === '18DB33F1#0201000000000000' ? ['18DAF110#06410080180011CC'] : [];
    const rig = new Elm327Rig({ ecus }).set('ATE0', 'ATH1');
    expect(rig.ask('0100')).toBe('SEARCHING...\r18 DA F1 10 06 41 00 80 18 00 11 \r\r>');
    expect(rig.ask('ATDPN')).toBe('A7\r\r>');
    rig.set('ATPC');
    expect(rig.ask('ATDPN')).toBe('A0\r\r>');
    rig.set('ATBI');
    expect(rig.ask('0100')).toBe('NO DATA\r\r>');
  });

  it('ELM-5: a protocol of another bit rate gives CAN ERROR, and a line in the log', () => {
    const rig = new Elm327Rig(CAR).set('ATE0', 'ATSP8');
    expect(rig.ask('0100')).toBe('CAN ERROR\r\r>');
    expect(rig.troubles).toEqual(['protocol 8 has 250000 bit/s, and this bus 500000: use AT SP 6']);
    expect(rig.sent).toEqual([]);
  });

  it.each([
    ['1', 'NO DATA'],
    ['3', 'BUS INIT: ...ERROR'],
    ['5', 'BUS INIT: ...ERROR'],
  ])('ELM-5: protocol %s is of another bus: %s', (number, text) => {
    expect(new Elm327Rig(CAR).set('ATE0', `ATSP${number}`).ask('0100')).toBe(`${text}\r\r>`);
  });

  it('ELM-20: CAN ERROR where the request does not get onto the bus within a second', () => {
    const rig = new Elm327Rig({ isAlone: true }).set('ATE0', 'ATSP6');
    expect(rig.say('0100\r')).toBe('');
    expect(rig.elm.deadlineUs()).toBe(1_000_000);
    expect(rig.finish()).toBe('CAN ERROR\r\r>');
  });

  it('ELM-23: ATRTR sends a remote frame', () => {
    const rig = new Elm327Rig(CAR).set('ATE0', 'ATSP6');
    expect(rig.ask('ATRTR')).toBe('NO DATA\r\r>');
    expect(rig.sent).toEqual(['7DF#R']);
  });
});

describe('an ELM327: monitoring and stopping', () => {
  it('ELM-17: a character during an answer ends it with STOPPED, and is not part of the next command', () => {
    const rig = new Elm327Rig(CAR).set('ATE0', 'ATSP6');
    expect(rig.say('0105\r')).toBe('');
    expect(rig.say('\r')).toBe('STOPPED\r\r>');
    expect(rig.say('0105\r')).toBe('');
    expect(rig.say('\n\0')).toBe('');
    expect(rig.say('XATI\r')).toBe('STOPPED\r\r>ELM327 v1.5\r\r>');
  });

  it('ELM-18: ATMA shows all frames of the protocol as they are, until a character comes', () => {
    const rig = new Elm327Rig(CAR).set('ATE0', 'ATH1', 'ATSP6');
    expect(rig.say('ATMA\r')).toBe('');
    rig.frame('5B0#0102');
    rig.frame('18DAF110#01');
    rig.frame('7E8#0341');
    expect(rig.takeOutput()).toBe('5B0 01 02 \r7E8 03 41 \r');
    expect(rig.say(' ')).toBe('STOPPED\r\r>');
    rig.frame('5B0#0102');
    expect(rig.takeOutput()).toBe('');
  });

  it('ELM-18: a filter applies to ATMA, too, and the client reads what 115200 baud carry: BUFFER FULL', () => {
    const rig = new Elm327Rig(CAR).set('ATE0', 'ATH1', 'ATSP6', 'ATCRA5B0');
    rig.say('ATMA\r');
    for (let count = 0; count < 40; count++) rig.frame('620#0102');
    expect(rig.takeOutput()).toBe('');
    for (let count = 0; count < 18; count++) rig.frame('5B0#0102030405060708');
    expect(rig.takeOutput()).toBe('5B0 01 02 03 04 05 06 07 08 \r'.repeat(17) + 'BUFFER FULL\r\r>');
  });
});
