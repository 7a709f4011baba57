import { stat } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import type { BindingInterface } from '@serialport/bindings-cpp';
import type { SerialPortStream } from '@serialport/stream';
import { loadOptional } from './optional-package.ts';
import { PortError } from './port-error.ts';

/** An open serial line. */
export interface SerialLine {
  readonly stream: Duplex;
  /** Releases the line to the system, regardless of the state of the stream. */
  close(): Promise<void>;
}

interface SerialLineOptions {
  readonly path: string;
  readonly baudRate: number;
  /** What talks to the hardware; the system's own by default. */
  readonly binding?: BindingInterface;
}

const PURPOSE = 'a serial line';

async function systemBinding(path: string): Promise<BindingInterface> {
  const { autoDetect } = await loadOptional(
    '@serialport/bindings-cpp',
    PURPOSE,
    () => import('@serialport/bindings-cpp'),
  );
  await checkDevice(path);
  return autoDetect();
}

/** On Windows the names of serial ports are not files. */
async function checkDevice(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const info = await stat(path).catch((error: unknown) => {
    throw lineError(path, error);
  });
  if (info.isCharacterDevice()) return;
  const hint = 'serial ports are devices: "ls /dev/serial/by-id /dev/ttyACM* /dev/ttyUSB*" lists them';
  throw new PortError('bench', `${path} is not a serial port`, hint, { path });
}

/** The bindings provide no error codes, only messages. */
function lineError(path: string, cause: unknown): PortError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const [what, hint] = explain(path, message);
  return new PortError('bench', what, hint, { path }, cause);
}

function explain(path: string, message: string): readonly [string, string] {
  if (/ENOENT|no such file|file not found|no such device/i.test(message)) {
    return [`there is no ${path}`, 'is the adapter plugged in? "ls /dev/serial/by-id" lists the adapters'];
  }
  if (/EACCES|permission denied|access denied/i.test(message)) {
    return [`permission denied to open ${path}`, 'join its group: "sudo usermod -aG dialout $USER", and log in again'];
  }
  if (/lock|EBUSY|resource busy/i.test(message)) {
    return [`${path} is in use`, 'stop the program that uses it; "fuser" with the path names it'];
  }
  if (/inappropriate ioctl|ENOTTY|not a (tty|serial)/i.test(message)) {
    return [`${path} is not a serial port`, '"ls /dev/serial/by-id /dev/ttyACM* /dev/ttyUSB*" lists the serial ports'];
  }
  return [`cannot open ${path}: ${message}`, 'check the path, and that nothing else uses the adapter'];
}

/** @throws PortError (`bench`) that names the problem with the path, the permissions or the platform */
export async function openSerialLine({ path, baudRate, binding }: SerialLineOptions): Promise<SerialLine> {
  const { SerialPortStream } = await loadOptional('@serialport/stream', PURPOSE, () => import('@serialport/stream'));
  const stream = new SerialPortStream({
    binding: binding ?? (await systemBinding(path)),
    path,
    baudRate,
    autoOpen: false,
  });
  await new Promise<void>((resolve, reject) => {
    stream.open((error) => {
      if (error === null) resolve();
      else reject(lineError(path, error));
    });
  });
  return { stream, close: () => closeLine(stream) };
}

/** Destroying the stream does not close the line; an unplugged one is closed already. */
async function closeLine(stream: SerialPortStream): Promise<void> {
  stream.destroy();
  if (!stream.isOpen) return;
  await new Promise<void>((resolve) => {
    stream.close(() => resolve());
  });
}
