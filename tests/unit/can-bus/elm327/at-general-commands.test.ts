import { describe, expect, it } from 'vitest';
import { Elm327Rig } from '../../../support/elm327-rig.ts';

const answered = (text: string): string => `${text}\r\r>`;

function rigWith(...commands: readonly string[]): Elm327Rig {
  return new Elm327Rig().set('ATE0', ...commands);
}

describe('general AT commands', () => {
  it('ELM-4: the adapter, its interface, and a text that is stored once', () => {
    const rig = rigWith();
    expect(rig.ask('AT@1')).toBe(answered('OBDII to RS232 Interpreter'));
    expect(rig.ask('AT@2')).toBe(answered('?'));
    expect(rig.ask('AT@3 bench')).toBe(answered('?'));
    expect(rig.ask('AT@3 bench-no.005')).toBe(answered('OK'));
    expect(rig.ask('AT@2')).toBe(answered('BENCH-NO.005'));
    expect(rig.ask('AT@3 bench-no.006')).toBe(answered('?'));
  });

  it.each([
    ['ATSP6', '6', 'ISO 15765-4 (CAN 11/500)'],
    ['ATTP7', '7', 'ISO 15765-4 (CAN 29/500)'],
    ['ATSPA8', 'A8', 'AUTO, ISO 15765-4 (CAN 11/250)'],
    ['ATSP00', 'A0', 'AUTO'],
    ['ATSPA', 'A', 'SAE J1939 (CAN 29/250)'],
    ['ATSPB', 'B', 'USER1 (CAN 11/125)'],
    ['ATTPC', 'C', 'USER2 (CAN 11/50)'],
    ['ATSP3', '3', 'ISO 9141-2'],
  ])('ELM-5: %s selects protocol %s', (command, number, name) => {
    const rig = rigWith();
    expect(rig.ask(command)).toBe(answered('OK'));
    expect(rig.ask('ATDPN')).toBe(answered(number));
    expect(rig.ask('ATDP')).toBe(answered(name));
  });

  it('ELM-5: ATSP stores the protocol, ATTP and ATM0 do not', () => {
    const rig = rigWith('ATSP6', 'ATTP7', 'ATZ', 'ATE0');
    expect(rig.ask('ATDPN')).toBe(answered('6'));
    rig.set('ATM0', 'ATSP7', 'ATZ', 'ATE0');
    expect(rig.ask('ATDPN')).toBe(answered('6'));
  });

  it('ELM-21: ATRV and ATIGN show what the adapter measures', () => {
    const rig = rigWith();
    expect(rig.ask('ATRV')).toBe(answered('12.6V'));
    expect(rig.ask('ATIGN')).toBe(answered('ON'));
    rig.batteryV = 10.94;
    rig.ignitionOn = false;
    expect(rig.ask('ATRV')).toBe(answered('10.9V'));
    expect(rig.ask('ATIGN')).toBe(answered('OFF'));
    expect(rig.ask('ATCV1200')).toBe(answered('OK'));
    expect(rig.ask('ATRV')).toBe(answered('12.0V'));
    rig.set('ATCV0000');
    expect(rig.ask('ATRV')).toBe(answered('10.9V'));
  });

  it('stores a byte with ATSD', () => {
    const rig = rigWith();
    expect(rig.ask('ATRD')).toBe(answered('FF'));
    rig.set('ATSD5A');
    expect(rig.ask('ATRD')).toBe(answered('5A'));
  });

  it('ELM-22: programmable parameters count from the next ATZ on', () => {
    const rig = rigWith();
    expect(rig.ask('ATPP01SV00')).toBe(answered('OK'));
    expect(rig.ask('ATPP01ON')).toBe(answered('OK'));
    expect(rig.ask('ATPP30SV00')).toBe(answered('?'));
    expect(rig.ask('ATPP30ON')).toBe(answered('?'));
    expect(rig.ask('ATPPS')).toMatch(/^00:FF F {2}01:00 N {2}02:FF F {2}03:32 F\r04:01 F/);
    rig.set('ATSP6', 'ATZ', 'ATE0');
    rig.say('0105\r');
    rig.frame('7E8#03410550CCCCCCCC');
    expect(rig.finish()).toBe('7E8 03 41 05 50 \r\r>');
    rig.set('ATPPFFOFF', 'ATZ', 'ATE0');
    rig.say('0105\r');
    rig.frame('7E8#03410550CCCCCCCC');
    expect(rig.finish()).toBe('41 05 50 \r\r>');
  });

  it.each(['ATAL', 'ATNL', 'ATM0', 'ATM1', 'ATAT0', 'ATAT1', 'ATAT2', 'ATIB10', 'ATKW0', 'ATLP', 'ATSW96', 'ATSS'])(
    'accepts %s',
    (command) => {
      expect(rigWith().ask(command)).toBe(answered('OK'));
    },
  );

  it.each(['ATBRD00', 'ATBRD', 'ATBRT1', 'ATKW2', 'ATALS', 'ATAT3', 'ATPP', 'ATFI', 'ATSI'])(
    'ELM-3: does not have %s',
    (command) => {
      expect(rigWith().ask(command)).toBe(answered('?'));
    },
  );

  it('shows key words of zero, because no K-line is initialized', () => {
    expect(rigWith().ask('ATKW')).toBe(answered('1:00 2:00'));
  });

  it.each(['ATSP3', 'ATSP4', 'ATSP5'])('ELM-5: on the K-line of %s nothing answers an initiation', (protocol) => {
    expect(rigWith(protocol).ask('ATFI')).toBe(answered('BUS INIT: ...ERROR'));
    expect(rigWith(protocol).ask('ATSI')).toBe(answered('BUS INIT: ...ERROR'));
  });

  it.each(['ATPPS', 'ATIGN', 'ATCV1234', 'ATRD', 'ATLP', 'ATPB8101', 'ATCSM0', 'ATBD', 'ATBRT0F', 'ATBRD23'])(
    'ELM-25: the clone v2.1 does not have %s',
    (command) => {
      expect(rigWith().ask(command)).not.toBe(answered('?'));
      expect(new Elm327Rig({ version: '2.1' }).set('ATE0').ask(command)).toBe(answered('?'));
    },
  );

  it('ELM-25: the clone calls itself v2.1', () => {
    expect(new Elm327Rig({ version: '2.1' }).set('ATE0').ask('ATZ')).toBe('\r\rELM327 v2.1\r\r>');
  });
});
