import type { BindingInterface, BindingPortInterface, OpenOptions } from '@serialport/bindings-cpp';

const OPEN_DEFAULTS: Omit<Required<OpenOptions>, 'path' | 'baudRate'> = {
  dataBits: 8,
  lock: true,
  stopBits: 1,
  parity: 'none',
  rtscts: false,
  xon: false,
  xoff: false,
  xany: false,
  hupcl: true,
};

const GONE = 'Input/output error, cannot read';

/** What the bindings say of reads under way when a port is closed. */
class CanceledError extends Error {
  readonly canceled = true;
}

type Reader = (chunk: Buffer | Error) => void;

/** One open port: what it is written goes to the device, what the device says is read. */
class LinkedPort implements BindingPortInterface {
  readonly openOptions: Required<OpenOptions>;
  isOpen = true;
  readonly #device: LinkedSerial;
  #waiting: Buffer[] = [];
  #reader: Reader | null = null;

  constructor(options: OpenOptions, device: LinkedSerial) {
    this.openOptions = { ...OPEN_DEFAULTS, ...options };
    this.#device = device;
  }

  /** From the device. */
  arrive(chunk: Buffer | Error): void {
    const reader = this.#reader;
    this.#reader = null;
    if (reader !== null) reader(chunk);
    else if (chunk instanceof Buffer) this.#waiting.push(chunk);
  }

  async read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }> {
    const chunk = this.#waiting.shift() ?? (await this.#nextChunk());
    const part = chunk.subarray(0, length);
    if (part.length < chunk.length) this.#waiting.unshift(chunk.subarray(length));
    return { buffer, bytesRead: part.copy(buffer, offset) };
  }

  write(buffer: Buffer): Promise<void> {
    if (!this.#device.isPluggedIn) return Promise.reject(new Error('Input/output error, cannot write'));
    this.#device.hear(buffer);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.isOpen = false;
    this.arrive(new CanceledError('Canceled'));
    return Promise.resolve();
  }

  update(): Promise<void> {
    return Promise.resolve();
  }

  set(): Promise<void> {
    return Promise.resolve();
  }

  get(): Promise<{ cts: boolean; dsr: boolean; dcd: boolean }> {
    return Promise.resolve({ cts: false, dsr: false, dcd: false });
  }

  getBaudRate(): Promise<{ baudRate: number }> {
    return Promise.resolve({ baudRate: this.openOptions.baudRate });
  }

  flush(): Promise<void> {
    this.#waiting = [];
    return Promise.resolve();
  }

  drain(): Promise<void> {
    return Promise.resolve();
  }

  async #nextChunk(): Promise<Buffer> {
    if (!this.#device.isPluggedIn) throw new Error(GONE);
    return new Promise((resolve, reject) => {
      this.#reader = (chunk) => {
        if (chunk instanceof Error) reject(chunk);
        else resolve(chunk);
      };
    });
  }
}

/** A serial line with a device on its other end that the test plays; it can be unplugged and plugged in again. */
export class LinkedSerial implements BindingInterface {
  isPluggedIn = true;
  /** How it was opened, each time. */
  readonly opened: OpenOptions[] = [];
  /** Everything the device was sent. */
  heard = '';
  /** What the device does with what it is sent. */
  onHeard: (text: string) => void = () => undefined;
  #port: LinkedPort | null = null;

  list(): Promise<never[]> {
    return Promise.resolve([]);
  }

  open(options: OpenOptions): Promise<LinkedPort> {
    if (!this.isPluggedIn) return Promise.reject(new Error(`No such file or directory, cannot open ${options.path}`));
    this.opened.push(options);
    this.#port = new LinkedPort(options, this);
    return Promise.resolve(this.#port);
  }

  hear(chunk: Buffer): void {
    const text = chunk.toString('latin1');
    this.heard += text;
    this.onHeard(text);
  }

  /** The device speaks. */
  say(text: string): void {
    this.#port?.arrive(Buffer.from(text, 'latin1'));
  }

  unplug(): void {
    this.isPluggedIn = false;
    this.#port?.arrive(new Error(GONE));
  }
}
