import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CarInProcess, runCommand } from './support/in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'vsk-bad-buses-'));
const file = join(folder, 'file');
writeFileSync(file, 'what was here before');

let car: CarInProcess | null = null;
beforeAll(async () => {
  car = await CarInProcess.start();
});
afterAll(async () => {
  expect(await car?.end('SIGINT')).toBe(0);
  rmSync(folder, { recursive: true });
});

/** Bad for a car and a tool alike: the URL, the exit code, what is said of it. FOLDER is one of this test. */
const BAD_URLS: readonly (readonly [string, number, RegExp])[] = [
  ['slcna:/dev/ttyACM0', 2, /no kind of bus is called "slcna"\nhint: did you mean slcan:/],
  ['can0', 2, /no kind of bus is called "can0"\nhint: /],
  ['', 2, /the kind of bus is missing\nhint: use one of: virtual, socketcan:vcan0/],
  ['virtual', 2, /inside one process and cannot be reached from outside\nhint: use .*slcan-tcp:/],
  ['slcan-tcp:127.0.0.1', 2, /the port is missing\nhint: write slcan-tcp:127\.0\.0\.1:3333/],
  ['slcan-tcp:127.0.0.1:70000', 2, /"70000" is not a port from 0 to 65535\nhint: /],
  ['slcan-tcp:::1:3333', 2, /the host is missing\nhint: .*IPv6 address in brackets/],
  ['socketcand:127.0.0.1:0?bsu=can0', 2, /unknown option "bsu"\nhint: there is: bus, beacon/],
  ['uds-lines:20162', 2, /the port is missing\nhint: /],
  ['uds-lines:127.0.0.1:0?ids=7BD', 2, /unknown option "ids"\nhint: leave out "\?ids=7BD"/],
  ['elm327-tcp:127.0.0.1', 2, /the port is missing\nhint: write elm327-tcp:127\.0\.0\.1:35000/],
  ['elm327-pty:', 2, /the path is missing\nhint: write elm327-pty:\.\/elm/],
  ['elm327-tcp:127.0.0.1:0?version=9', 2, /no adapter of version "9" is simulated\nhint: one of 1\.5, 2\.1/],
  ['slcan:', 2, /the path is missing\nhint: write slcan:/],
  ['slcan:/dev/ttyACM0?bitrate=123', 2, /"123" is not a valid SLCAN bit rate\nhint: one of 10000, .*1000000 bit\/s/],
  ['slcan:/dev/ttyACM0?bitrate=500000&bitrate=250000', 2, /bitrate is given twice\nhint: /],
  ['slcan:/dev/ttyACM0?baudrate=0', 2, /"0" is not a valid baud rate\nhint: 1200 to 12000000/],
  ['socketcan:', 2, /the interface is missing\nhint: /],
  ['socketcan:a name with blanks', 2, /is not a valid name of a network interface\nhint: /],
  ['slcan:FOLDER/ttyACM9', 5, /there is no .*ttyACM9\nhint: is the adapter plugged in\?/],
  ['slcan:FOLDER/file', 5, /file is not a serial port\nhint: serial ports are devices: "ls /],
  ['slcan:/dev/null', 5, /\/dev\/null is not a serial port\nhint: "ls /],
  ['slcan-pty:FOLDER/file', 5, /file is (taken: something else exists there|not a serial port)\nhint: /],
];

describe('an invalid or unavailable bus', () => {
  describe.each(['car', 'tool read'])('for smartkey %s', (command) => {
    it.each(BAD_URLS)('%s ends with %i and is named', async (url, exitCode, reported) => {
      const more = command === 'car' ? ['--http', '127.0.0.1:0'] : [];
      const end = await runCommand(...command.split(' '), '--bus', url.replace('FOLDER', folder), ...more);
      expect(end).toMatchObject({ exitCode, stdout: '' });
      expect(end.stderr).toMatch(/^error: /);
      expect(end.stderr).toMatch(reported);
    });
  });

  it('is named as JSON where JSON is requested', async () => {
    const end = await runCommand('car', '--json', '--bus', 'slcan:/dev/null', '--http', '127.0.0.1:0');
    expect(end).toMatchObject({ exitCode: 5, stdout: '' });
    expect(JSON.parse(end.stderr)).toEqual({
      error: '/dev/null is not a serial port',
      hint: '"ls /dev/serial/by-id /dev/ttyACM* /dev/ttyUSB*" lists the serial ports; the flag is --bus',
    });
  });

  it('has disturbed no other car', async () => {
    const read = await runCommand('tool', 'read', '--bus', car?.bus ?? '', '--json');
    expect(read.exitCode, read.stderr).toBe(0);
    // How late a busy machine wakes the car is not what this is about.
    const lines = car?.stderr.split('\n').filter((line) => !/the car was \d+ ms late/.test(line)) ?? [];
    expect(lines.filter((line) => /error|warning/.test(line))).toEqual([]);
  });
});
