import { afterEach, describe, expect, it } from 'vitest';
import { Car } from '../../hil/car/car.ts';
import { CarHost } from '../../hil/car/host/car-host.ts';
import { openCarBus } from '../../hil/car/host/open-car-bus.ts';
import { RawClient } from './support/raw-client.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A program at the adapter of a car in virtual time. */
class Program {
  readonly host: CarHost;
  readonly raw: RawClient;
  readonly url: string;

  private constructor(host: CarHost, raw: RawClient, url: string) {
    this.host = host;
    this.raw = raw;
    this.url = url;
  }

  static async start(timeMode: 'virtual' | 'real' = 'virtual', query = ''): Promise<Program> {
    const fatal = (error: unknown): never => {
      throw error;
    };
    const host = new CarHost({ car: new Car(), timeMode, onFatal: fatal });
    host.start();
    const server = await openCarBus(`elm327-tcp:127.0.0.1:0${query}`, host);
    const [url = ''] = server.url.split('?');
    const raw = await RawClient.open(url);
    closers.push(async () => {
      raw.socket.destroy();
      await server.close();
      host.close();
    });
    return new Program(host, raw, url);
  }

  /** Writes characters, and waits for the prompt, as programs do. */
  async write(text: string): Promise<string> {
    this.raw.received = '';
    this.raw.send(text);
    await this.raw.until((received) => received.endsWith('>'));
    return this.raw.received;
  }

  /** Commands one after the other; the lines of each answer without the echo. */
  async converse(...commands: readonly string[]): Promise<readonly string[]> {
    const answers: string[] = [];
    for (const command of commands) {
      const text = await this.write(`${command}\r`);
      const lines = text
        .slice(0, -1)
        .split('\r')
        .map((line) => line.trim());
      answers.push(lines.filter((line) => line !== '' && line !== command).join('|'));
    }
    return answers;
  }
}

describe('an ELM327 at a car, as programs use it', () => {
  it('python-OBD: looks for the baud rate, resets, finds the protocol by a search', async () => {
    const program = await Program.start();
    expect(await program.write('\u007f\u007f\r')).toBe('\u007f\u007f\r?\r\r>');
    expect(
      await program.converse(
        'ATZ',
        'ATE0',
        'ATH1',
        'ATL0',
        'AT RV',
        'ATSP0',
        '0100',
        'ATDPN',
        'ATTP6',
        '0100',
        '010C1',
      ),
    ).toEqual([
      'ELM327 v1.5',
      'OK',
      'OK',
      'OK',
      '12.6V',
      'OK',
      expect.stringMatching(/^SEARCHING\.\.\.\|7E8 06 41 00( [0-9A-F]{2}){4}$/),
      'A6',
      'OK',
      expect.stringMatching(/^7E8 06 41 00( [0-9A-F]{2}){4}$/),
      '7E8 04 41 0C 00 00',
    ]);
  });

  it('Car Scanner: tries what other chips have, sets its options, asks for the parameters', async () => {
    const program = await Program.start();
    const setUp = 'ATZ ATE0 STI VTI ATD ATD0 ATE0 ATH1 ATSP6 ATE0 ATH1 ATM0 ATS0 ATAT1 ATAL ATST64'.split(' ');
    const answers = await program.converse(...setUp, '0100', '0902');
    expect(answers.slice(0, 5)).toEqual(['ELM327 v1.5', 'OK', '?', '?', 'OK']);
    expect(answers.slice(5, -2)).toEqual(Array.from({ length: 11 }, () => 'OK'));
    expect(answers.at(-2)).toMatch(/^7E8064100[0-9A-F]{8}$/);
    expect(answers.at(-1)).toBe('7E81014490201345431|7E821425A314642344B|7E82255393939393939');
  });

  it('ELM-25: a clone v2.1 serves python-OBD, Car Scanner and a UDS program as well', async () => {
    const program = await Program.start('virtual', '?version=2.1');
    const answers = await program.converse(...'ATZ ATE0 ATH1 ATL0 ATRV ATSP0 0100 ATDPN 010C1'.split(' '));
    expect(answers).toEqual([
      ...['ELM327 v2.1', 'OK', 'OK', 'OK', '12.6V', 'OK'],
      ...['SEARCHING...|7E8 06 41 00 BF BF A8 13', 'A6', '7E8 04 41 0C 00 00'],
    ]);
    const setUp = await program.converse(...'ATD ATD0 ATE0 ATSP6 ATM0 ATS0 ATAT1 ATAL ATST64'.split(' '));
    expect(new Set(setUp)).toEqual(new Set(['OK']));
    expect(await program.converse('0902')).toEqual(['014|0:490201345431|1:425A314642344B|2:55393939393939']);
    const uds = await program.converse('ATSH750', 'ATCEAB5', 'ATCRA758', '1003', '22F190', 'ATPPS', 'ATBRD23');
    expect(uds).toEqual([
      ...['OK', 'OK', 'OK', '5003003201F4'],
      ...['014|0:62F1903454|1:31425A314642|2:344B55393939|3:393939CCCCCC', '?', '?'],
    ]);
  });

  it('scantool: writes in lower case, names the chip, then asks for the engine speed again and again', async () => {
    const program = await Program.start();
    program.host.act((car) => car.setVehicle({ powerMode: 'running' }));
    const answers = await program.converse('atz', 'at@1', 'ate0', 'atl0', 'at@2', '0100', '010C', '010C');
    expect(answers.slice(0, 5)).toEqual(['ELM327 v1.5', 'OBDII to RS232 Interpreter', 'OK', 'OK', '?']);
    expect(answers.slice(5)).toEqual([
      expect.stringMatching(/^SEARCHING\.\.\.\|41 00( [0-9A-F]{2}){4}$/),
      expect.stringMatching(/^41 0C( [0-9A-F]{2}){2}$/),
      expect.stringMatching(/^41 0C( [0-9A-F]{2}){2}$/),
    ]);
  });

  it('ddt4all: addresses an ECU by its ids, without automatic formatting', async () => {
    const program = await Program.start();
    const setUp = ['ATWS', 'ATE1', 'ATS0', 'ATH0', 'ATL0', 'ATAL', 'ATCAF0', 'ATCFC1', 'ATTP6', 'ATST32'];
    const ids = ['ATSH7B5', 'ATCRA7BD', 'ATFCSH7B5', 'ATFCSD300000', 'ATFCSM1'];
    const answers = await program.converse(...setUp, ...ids, '0210C0', '021003', '0322F190', '1008270200000000');
    expect(answers.slice(1, 15)).toEqual(Array.from({ length: 14 }, () => 'OK'));
    expect(answers.slice(15)).toEqual([
      '037F1012CCCCCCCC',
      '065003003201F4CC',
      '101462F190345431|21425A314642344B|2255393939393939',
      expect.stringMatching(/^30/),
    ]);
  });

  it('ddt4all: raises the baud rate, waits for OK, the name and the prompt, and goes on', async () => {
    const program = await Program.start();
    await program.converse('ATZ', 'ATE0');
    program.raw.received = '';
    program.raw.send('AT BRD 23\r');
    await program.raw.until((received) => received.endsWith('ELM327 v1.5\r'));
    expect(program.raw.received).toBe('OK\rELM327 v1.5\r');
    expect(await program.write('\r')).toBe('OK\r\r>');
    expect(await program.converse('ATSP6', '0100')).toEqual(['OK', expect.stringMatching(/^41 00/)]);
  });

  it('Torque and its like: no blanks and headers, several parameters at once, codes and freeze frame', async () => {
    const program = await Program.start();
    program.host.act((car) => car.setVehicle({ powerMode: 'running' }));
    program.host.advanceTo(program.host.car.nowUs + 1_000);
    program.host.act((car) => car.setFault('P0301', true));
    const setUp = 'ATZ ATE0 ATE0 ATM0 ATL0 ATS0 AT@1 ATI ATH0 ATAT1 ATDPN ATSP0'.split(' ');
    const answers = await program.converse(...setUp, '0100', 'ATDPN', '0120', '0140', '010C0D05042F', '03', '07', '0A');
    expect(answers.slice(0, 2)).toEqual(['ELM327 v1.5', 'OK']);
    expect(answers.slice(10)).toEqual([
      'A0',
      'OK',
      'SEARCHING...|4100BFBFA813',
      'A6',
      '41209007A011',
      '4140FEDC8015',
      '00C|0:410C0AF00D00|1:054104362FAECC',
      '43010301',
      '47010301',
      '4A010301',
    ]);
    expect(await program.converse('020200', '020C00', '0902', 'ATRV', '04', '03')).toEqual([
      '4202000301',
      '420C000AF0',
      '014|0:490201345431|1:425A314642344B|2:55393939393939',
      '12.6V',
      '44',
      '43010301',
    ]);
  });

  it('ELM-15: the Smart Key ECU is reached by ATCEA B5 and ATSH 750', async () => {
    const program = await Program.start();
    const answers = await program.converse(
      'ATE0',
      'ATSP6',
      'ATSH 750',
      'ATCEA B5',
      '10 03',
      '22 F1 90',
      '3E 00',
      '27 01',
    );
    expect(answers.slice(4)).toEqual([
      '50 03 00 32 01 F4',
      '014|0: 62 F1 90 34 54|1: 31 42 5A 31 46 42|2: 34 4B 55 39 39 39|3: 39 39 39 CC CC CC',
      '7E 00',
      expect.stringMatching(/^00A\|0: 67 01( [0-9A-F]{2}){3}\|1:( [0-9A-F]{2}){6}$/),
    ]);
  });

  it('ELM-16: with ATAL a long request reaches the ECU in segments', async () => {
    const program = await Program.start();
    const answers = await program.converse(
      'ATE0',
      'ATSP6',
      'ATSH 750',
      'ATCEA B5',
      'ATAL',
      '10 03',
      '27 02 31 32 33 34 35 36',
    );
    expect(answers.at(-1)).toBe('7F 27 24');
  });

  it('ELM-21: ATRV and ATIGN follow the car', async () => {
    const program = await Program.start();
    program.host.act((car) => car.setVehicle({ batteryMv: 11_240, powerMode: 'off' }));
    expect(await program.converse('ATRV', 'ATIGN')).toEqual(['11.2V', 'OFF']);
  });

  it('ELM-18: ATMA shows what the car broadcasts while its time is advanced', async () => {
    const program = await Program.start();
    await program.converse('ATE0', 'ATH1', 'ATSP6');
    await program.write('ATI\rATMA\r');
    program.raw.received = '';
    program.host.advanceTo(program.host.car.nowUs + 1_000_000);
    const lines = (await program.write('\r')).split('\r');
    expect(lines.slice(-3)).toEqual(['STOPPED', '', '>']);
    expect(lines.length).toBeGreaterThan(15);
    expect(lines.slice(0, -3).filter((line) => !/^(5B0|5B5|620|638)( [0-9A-F]{2})+ $/.test(line))).toEqual([]);
  });

  it('ELM-11: reports NO DATA in real time after the ATST timeout', async () => {
    const program = await Program.start('real');
    const answers = await program.converse('ATE0', 'ATSP6', 'ATST10', '01FE', 'ATSH7B5', '3E00');
    expect(answers.slice(3)).toEqual(['NO DATA', 'OK', '7E 00']);
  });

  it('goes on where the car is restarted', async () => {
    const program = await Program.start();
    await program.converse('ATE0', 'ATSP6', 'ATSH7B5');
    program.host.restart();
    expect(await program.converse('3E00')).toEqual(['7E 00']);
  });
});

describe('an ELM327 at a car, and clients that misbehave', () => {
  it.each([
    ['zero bytes', '\0'.repeat(1_000)],
    ['10 MB without an end', 'A'.repeat(10_000_000)],
    ['commands that are none', 'ATSPZ\rATSHXYZ\r01ZZ\rATFCSM1\r'.repeat(50)],
    ['half a line', '01 0'],
    ['every byte', Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('')],
    ['a TLS greeting', '\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003'],
    ['a web page', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
  ])('%s: the car goes on, and so does the adapter', async (_what, text) => {
    const program = await Program.start();
    await program.write('ATE0\r');
    program.raw.received = '';
    program.raw.send(text);
    program.raw.send('\rATI\r');
    await program.raw.until((received) => received.endsWith('ELM327 v1.5\r\r>'));
    expect(program.raw.received).toMatch(
      /^(OK|\?|\r|[0-9A-F> ]|NO DATA|SEARCHING|UNABLE TO CONNECT|\.|ELM327 v1\.5)*$/,
    );
    expect(program.host.buses()[0]?.clients).toHaveLength(1);
  });

  it('ELM-24: of 200 at once one is served, and the next one after it has left', async () => {
    const program = await Program.start();
    const { url } = program;
    await program.write('ATE0\r');
    const others = await Promise.all(Array.from({ length: 199 }, () => RawClient.open(url)));
    const refusals = new Set<string>();
    for (const other of others) refusals.add((await other.untilClosed()).replace(/:\d+ /, ' '));
    // Sixteen at a time are informed, and the system drops the others.
    refusals.delete('');
    expect([...refusals]).toEqual(['busy: elm327-tcp:127.0.0.1 is connected, and this bus has room for one client\r']);
    expect(await program.converse('ATSP6', '010C1')).toEqual(['OK', '41 0C 00 00']);
    program.raw.socket.destroy();
    let answer = 'busy';
    while (answer.startsWith('busy')) {
      const next = await RawClient.open(url);
      next.send('ATI\r');
      answer = await next.until((received) => received.endsWith('>') || received.startsWith('busy'));
      next.socket.destroy();
    }
    expect(answer).toBe('ATI\rELM327 v1.5\r\r>');
  });
});
