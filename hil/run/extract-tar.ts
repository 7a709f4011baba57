import { counted } from '../../can-bus/text/counted.ts';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { BundleError } from './read-bundle.ts';
import { makeFolder } from '../make-folder.ts';

interface TarLimits {
  readonly files: number;
  /** Of all files together. */
  readonly bytes: number;
}

/** A session of a million frames is below 300 MB. */
const LIMITS: TarLimits = { files: 1000, bytes: 2 ** 30 };

const BLOCK = 512;
const CHUNK_BYTES = 2 ** 20;
const DOWNLOAD_AGAIN = 'download it again, or unpack it and name its folder';
/** POSIX attributes of the next file, or of all: not needed. */
const ATTRIBUTES: ReadonlySet<string> = new Set(['x', 'g']);
const FILE: ReadonlySet<string> = new Set(['0', '\0']);
const FOLDER = '5';

/** Whether a file begins as a tar archive (ustar, or GNU's) does. */
export async function isTar(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const block = Buffer.alloc(BLOCK);
    const { bytesRead } = await file.read(block, 0, BLOCK, 0);
    return bytesRead === BLOCK && block.toString('latin1', 257, 262) === 'ustar';
  } finally {
    await file.close();
  }
}

/**
 * Unpacks a tar archive that anyone may have made: its files go into the folder and nowhere else, links are refused,
 * and number and size are limited.
 *
 * @throws BundleError
 */
export async function extractTar(path: string, folder: string, limits: TarLimits = LIMITS): Promise<void> {
  const file = await open(path);
  try {
    await new TarExtraction(path, file, folder, limits).run();
  } finally {
    await file.close();
  }
}

interface Entry {
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

class TarExtraction {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #folder: string;
  readonly #limits: TarLimits;
  readonly #names = new Set<string>();
  readonly #chunk = Buffer.alloc(CHUNK_BYTES);
  #at = 0;
  #bytes = 0;

  constructor(path: string, file: FileHandle, folder: string, limits: TarLimits) {
    this.#path = path;
    this.#file = file;
    this.#folder = folder;
    this.#limits = limits;
  }

  async run(): Promise<void> {
    for (;;) {
      const header = Buffer.alloc(BLOCK);
      await this.#read(header);
      if (header.every((byte) => byte === 0)) return;
      await this.#extract(this.#entryOf(header));
    }
  }

  async #extract({ name, type, size }: Entry): Promise<void> {
    const end = this.#at + Math.ceil(size / BLOCK) * BLOCK;
    if (ATTRIBUTES.has(type)) {
      this.#at = end;
      return;
    }
    const target = join(this.#folder, ...this.#partsOf(name));
    if (type === FOLDER) {
      await makeFolder(target);
      return;
    }
    if (!FILE.has(type)) throw this.#refused(`"${name}" is a link or a device; a bundle has files and folders only`);
    this.#count(name, size);
    await makeFolder(dirname(target));
    await this.#copy(target, size);
    this.#at = end;
  }

  #entryOf(header: Buffer): Entry {
    const text = (from: number, to: number): string => header.toString('utf8', from, to).replace(/\0.*$/s, '');
    const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
    if (Number.parseInt(text(148, 156), 8) !== sum) {
      throw new BundleError(`${this.#path} is damaged at byte ${this.#at - BLOCK}`, DOWNLOAD_AGAIN);
    }
    const size = text(124, 136).trim();
    if (!/^[0-7]+$/.test(size))
      throw this.#refused(`a file in it is larger than ${counted(this.#limits.bytes, 'byte')}`);
    const [prefix, name] = [text(345, 500), text(0, 100)];
    const type = header.toString('latin1', 156, 157);
    return { name: prefix === '' ? name : `${prefix}/${name}`, type, size: Number.parseInt(size, 8) };
  }

  /** @throws BundleError for a name that leads out of the folder */
  #partsOf(name: string): readonly string[] {
    const parts = name.replace(/\/$/, '').split('/');
    const isBad = (part: string): boolean => part === '' || part === '..' || /[\\:]/.test(part);
    if (parts.some(isBad)) throw this.#refused(`"${name}" would be outside the folder of the bundle`);
    return parts;
  }

  #count(name: string, size: number): void {
    const { files, bytes } = this.#limits;
    if (this.#names.has(name)) throw this.#refused(`it has two files "${name}"`);
    this.#names.add(name);
    this.#bytes += size;
    if (this.#names.size > files) throw this.#refused(`it has more than ${counted(files, 'file')}`);
    if (this.#bytes > bytes) throw this.#refused(`its files have more than ${counted(bytes, 'byte')}`);
  }

  async #copy(target: string, size: number): Promise<void> {
    const output = await open(target, 'wx');
    try {
      for (let left = size; left > 0;) {
        const part = this.#chunk.subarray(0, Math.min(left, CHUNK_BYTES));
        await this.#read(part);
        await output.write(part);
        left -= part.length;
      }
    } finally {
      await output.close();
    }
  }

  async #read(into: Buffer): Promise<void> {
    for (let done = 0; done < into.length;) {
      const { bytesRead } = await this.#file.read(into, done, into.length - done, this.#at + done);
      if (bytesRead === 0)
        throw new BundleError(`${this.#path} is cut off after ${counted(this.#at + done, 'byte')}`, DOWNLOAD_AGAIN);
      done += bytesRead;
    }
    this.#at += into.length;
  }

  #refused(problem: string): BundleError {
    return new BundleError(`${this.#path} is not unpacked: ${problem}`, 'use the archive as the car wrote it');
  }
}
