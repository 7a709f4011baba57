import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSerialLine } from '../../../../can-bus/ports/serial-line.ts';
import { LinkedSerial } from '../../../support/linked-serial.ts';
import { turn } from '../../../support/turn.ts';

const PATH = '/dev/ttyACM0';

/** The error of a system that says this when the line is opened. */
function openingWith(said: Error): ReturnType<typeof openSerialLine> {
  const binding = new LinkedSerial();
  binding.open = () => Promise.reject(said);
  return openSerialLine({ path: PATH, baudRate: 115_200, binding });
}

describe('a serial line', () => {
  it('is opened at its baud rate, and carries bytes both ways', async () => {
    const binding = new LinkedSerial();
    const line = await openSerialLine({ path: PATH, baudRate: 57_600, binding });
    expect(binding.opened).toMatchObject([{ path: PATH, baudRate: 57_600 }]);
    line.stream.write('V\r');
    const heard = once(line.stream, 'data');
    binding.say('V1010\r');
    expect(String((await heard)[0])).toBe('V1010\r');
    expect(binding.heard).toBe('V\r');
    await line.close();
  });

  it('is given back, also after its stream has ended and when it is unplugged', async () => {
    const binding = new LinkedSerial();
    const line = await openSerialLine({ path: PATH, baudRate: 115_200, binding });
    line.stream.destroy();
    await line.close();
    await line.close();
    const other = await openSerialLine({ path: PATH, baudRate: 115_200, binding });
    other.stream.on('error', () => undefined).resume();
    await turn();
    binding.unplug();
    await once(other.stream, 'close');
    await other.close();
    expect(other.stream.destroyed).toBe(true);
  });

  it.each([
    [
      'Error: No such file or directory, cannot open',
      `there is no ${PATH}`,
      '"ls /dev/serial/by-id" lists the adapters',
    ],
    ['Error: Permission denied, cannot open', `permission denied to open ${PATH}`, 'sudo usermod -aG dialout $USER'],
    ['Error: Resource temporarily unavailable Cannot lock port', `${PATH} is in use`, 'stop the program that uses it'],
    ['Error: Inappropriate ioctl for device', `${PATH} is not a serial port`, '/dev/ttyUSB*" lists the serial ports'],
    ['Error: Something else', `cannot open ${PATH}: Error: Something else`, 'check the path'],
  ])('is the bench’s trouble where the system says "%s"', async (said, message, hint) => {
    await expect(openingWith(new Error(said))).rejects.toMatchObject({
      code: 'bench',
      message,
      hint: expect.stringContaining(hint),
      context: { path: PATH },
    });
  });

  it('is looked for among the devices of this machine where no other is given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'smartkey-serial-'));
    const file = join(folder, 'file');
    writeFileSync(file, '');
    try {
      await expect(openSerialLine({ path: file, baudRate: 115_200 })).rejects.toMatchObject({
        code: 'bench',
        message: `${file} is not a serial port`,
        hint: expect.stringContaining('serial ports are devices'),
      });
      const none = join(folder, 'none');
      await expect(openSerialLine({ path: none, baudRate: 115_200 })).rejects.toMatchObject({
        code: 'bench',
        message: `there is no ${none}`,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
