import { describe, expect, it } from 'vitest';
import { Elm327Rig, engine } from '../../../support/elm327-rig.ts';

/** What is sent for `3E00` after these commands. */
function sentAfter(...commands: readonly string[]): string {
  const rig = new Elm327Rig({ bitRate: null }).set('ATE0', 'ATSP6', ...commands);
  rig.say('3E00\r');
  return rig.sent.join();
}

/** Which of these frames ATMA shows. */
function monitored(ids: readonly string[], ...commands: readonly string[]): string {
  const rig = new Elm327Rig().set('ATE0', 'ATS0', 'ATH1', 'ATSP6', ...commands.slice(0, -1));
  rig.say(`${commands.at(-1) ?? ''}\r`);
  for (const id of ids) rig.frame(`${id}#`);
  return rig.takeOutput().trim().replaceAll('\r', ' ');
}

describe('AT commands for CAN', () => {
  it.each([
    ['7DF#023E000000000000', []],
    ['7B5#023E000000000000', ['ATSH7B5']],
    ['750#023E000000000000', ['ATSH000750']],
    ['18DB33F1#023E000000000000', ['ATSP7']],
    ['18DA10F1#023E000000000000', ['ATSP7', 'ATSHDA10F1']],
    ['10DA10F1#023E000000000000', ['ATSP7', 'ATSHDA10F1', 'ATCP10']],
    ['14DA10F1#023E000000000000', ['ATSP7', 'ATSH14DA10F1']],
  ])('ELM-7: %s after %j', (sent, commands) => {
    expect(sentAfter(...commands)).toBe(sent);
  });

  it('sends as many bytes as needed after ATV1, the data alone after ATCAF0, and other filler bytes', () => {
    expect(sentAfter('ATV1')).toBe('7DF#023E00');
    expect(sentAfter('ATCAF0')).toBe('7DF#3E00000000000000');
    expect(sentAfter('ATPP26SVCC', 'ATPP26ON', 'ATSP6')).toBe('7DF#023E00CCCCCCCCCC');
  });

  it('sends protocol B as ATPB and its parameters define it', () => {
    expect(sentAfter('ATSPB')).toBe('7DF#3E00000000000000');
    expect(sentAfter('ATPB8101', 'ATSPB')).toBe('7DF#023E000000000000');
    expect(sentAfter('ATPB0101', 'ATSPB')).toBe('18DB33F1#023E000000000000');
  });

  it('ELM-8: filters as ATCRA, ATCF and ATCM define it', () => {
    const ids = ['5B0', '758', '75F', '7E8'];
    expect(monitored(ids, 'ATMA')).toBe('5B0 758 75F 7E8');
    expect(monitored(ids, 'ATCRA758', 'ATMA')).toBe('758');
    expect(monitored(ids, 'ATCRA75X', 'ATMA')).toBe('758 75F');
    expect(monitored(ids, 'ATCRAX58', 'ATMA')).toBe('758');
    expect(monitored(ids, 'ATCF700', 'ATCM700', 'ATMA')).toBe('758 75F 7E8');
    expect(monitored(ids, 'ATCF7E8', 'ATMA')).toBe('7E8');
    expect(monitored(ids, 'ATCRA758', 'ATCRA', 'ATMA')).toBe('5B0 758 75F 7E8');
    expect(monitored(ids, 'ATCRA758', 'ATAR', 'ATMA')).toBe('5B0 758 75F 7E8');
  });

  it('ELM-18: ATMT and ATMR show one address; ATMA shows nothing with a protocol that the bus does not have', () => {
    const ids = ['5B0', '758', '7E8'];
    expect(monitored(ids, 'ATMT58')).toBe('758');
    expect(monitored(ids, 'ATMRE8')).toBe('7E8');
    expect(monitored(['18DAF110', '18DA10F1'], 'ATSP7', 'ATMRF1')).toBe('18DAF110');
    expect(monitored(['18DAF110', '18DA10F1'], 'ATSP7', 'ATMTF1')).toBe('18DA10F1');
    expect(monitored(ids, 'ATSP0', 'ATMA')).toBe('5B0 758 7E8');
    expect(monitored(ids, 'ATSP8', 'ATMA')).toBe('');
    expect(monitored(ids, 'ATSP1', 'ATMA')).toBe('');
  });

  it('ELM-26: ATBD shows the last frame of a request or response: length, identifier, data', () => {
    const rig = new Elm327Rig({ ecus: engine }).set('ATE0', 'ATSP6');
    expect(rig.ask('ATBD')).toBe('00 00 00 00 00 00 00 00 00 00 00 00 00\r\r>');
    rig.ask('0105');
    expect(rig.ask('ATBD')).toBe('0C 00 00 07 DF 02 01 05 00 00 00 00 00\r\r>');
    rig.ask('010C');
    rig.frame('5B0#0102');
    expect(rig.ask('ATBD')).toBe('0C 00 00 07 E8 04 41 0C 0A F0 CC CC CC\r\r>');
  });

  it('ELM-18: ATMP and ATDM1 show one parameter group of J1939, and are unknown on ISO 15765-4', () => {
    const ids = ['18FECA00', '18FEF100', '00000008'];
    expect(monitored(ids, 'ATPB0201', 'ATSPB', 'ATMPFEF1')).toBe('18FEF100');
    expect(monitored(ids, 'ATPB0201', 'ATSPB', 'ATMP00FEF1')).toBe('18FEF100');
    expect(monitored(ids, 'ATPB0201', 'ATSPB', 'ATDM1')).toBe('18FECA00');
    expect(monitored(ids, 'ATSPA', 'ATDM1')).toBe('');
    for (const command of ['ATMPFEF1', 'ATDM1'])
      expect(new Elm327Rig().set('ATE0', 'ATSP7').ask(command)).toBe('?\r\r>');
  });

  it.each([
    ['ATSH700', 'OK'],
    ['ATSH 1 2 3 4', '?'],
    ['ATSH20000000', '?'],
    ['ATCP20', '?'],
    ['ATCRA7E8', 'OK'],
    ['ATCRA8FF', '?'],
    ['ATCM7FF', 'OK'],
    ['ATCF12', '?'],
    ['ATCEA40', 'OK'],
    ['ATCEA4', '?'],
    ['ATCER40', 'OK'],
    ['ATTAF2', 'OK'],
    ['ATFCSH758', 'OK'],
    ['ATFCSD300000000000', '?'],
    ['ATFCSD3', '?'],
    ['ATCSM1', 'OK'],
    ['ATSR7', '?'],
    ['ATRA7E', 'OK'],
    ['ATCS', 'T:00 R:00 F:500'],
  ])('answers %s with %s', (command, text) => {
    expect(new Elm327Rig().set('ATE0').ask(command)).toBe(`${text}\r\r>`);
  });
});
