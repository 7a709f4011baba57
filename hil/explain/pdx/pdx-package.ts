import { unzipSync, type UnzipFileInfo } from 'fflate';
import { printable } from '../../../can-bus/bytes/printable.ts';
import { readOdx, type OdxNode } from './odx-node.ts';
import { PdxError } from './pdx-error.ts';

/** Unpacked bytes of one file in a package, and of all. */
const MAX_FILE_BYTES = 67_108_864;
const MAX_TOTAL_BYTES = 134_217_728;
/** XML shrinks to a fiftieth; what grows more is made to fill memory. */
const MAX_GROWTH = 1000;
const MAX_FILES = 10_000;
const ODX_FILE = /\.odx[^/]*$/i;

/**
 * The ODX files of a PDX package. Other files in it are not unpacked, and no file is written.
 *
 * @throws PdxError
 */
export function readPackage(path: string, bytes: Uint8Array): readonly OdxNode[] {
  if (bytes.length === 0) throw new PdxError(path, 'the file is empty');
  const files = Object.entries(unzip(path, bytes));
  if (files.length === 0) throw new PdxError(path, 'the package has no ODX file');
  return files.map(([name, content]) => {
    const root = readOdx(new TextDecoder().decode(content));
    if (typeof root === 'string') throw new PdxError(path, `${printable(name)} ${root}`);
    return root;
  });
}

function unzip(path: string, bytes: Uint8Array): Readonly<Record<string, Uint8Array>> {
  const refusals: string[] = [];
  let [total, count] = [0, 0];
  const filter = ({ name, size, originalSize }: UnzipFileInfo): boolean => {
    if (!ODX_FILE.test(name) || refusals.length > 0) return false;
    total += originalSize;
    count++;
    const refusal = refusalOf(printable(name), size, originalSize);
    if (refusal !== null) refusals.push(refusal);
    else if (count > MAX_FILES) refusals.push(`it has more than ${MAX_FILES} files`);
    else if (total > MAX_TOTAL_BYTES) refusals.push(`it unpacks to more than ${MAX_TOTAL_BYTES} bytes`);
    return refusals.length === 0;
  };
  let files: Readonly<Record<string, Uint8Array>>;
  try {
    files = unzipSync(bytes, { filter });
  } catch (error) {
    throw new PdxError(path, 'it is no ZIP archive, or it is damaged', error);
  }
  const [refusal] = refusals;
  if (refusal !== undefined) throw new PdxError(path, refusal);
  return files;
}

function refusalOf(name: string, size: number, originalSize: number): string | null {
  if (originalSize > MAX_FILE_BYTES) return `${name} unpacks to more than ${MAX_FILE_BYTES} bytes`;
  if (originalSize > MAX_GROWTH * Math.max(size, 1)) return `${name} unpacks to more than ${MAX_GROWTH} times its size`;
  return null;
}
