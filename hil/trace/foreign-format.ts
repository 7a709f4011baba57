/** Identifies a file that no decoder here reads, and how to convert it. */
interface ForeignFormat {
  readonly problem: string;
  readonly hint: string;
}

interface Signature {
  readonly bytes: readonly number[];
  readonly name: string;
  readonly hint: (path: string) => string;
}

const ascii = (text: string): readonly number[] => [...text].map((letter) => letter.charCodeAt(0));
const unpack =
  (command: string) =>
  (path: string): string =>
    `unpack it first: ${command} ${path}`;
const python = (path: string): string =>
  `python-can converts it: python3 -m can.logconvert ${path} ${path.replace(/\.[^./]*$/, '')}.asc`;

/** By their first bytes. */
const SIGNATURES: readonly Signature[] = [
  { bytes: [0xfd, ...ascii('7zXZ')], name: 'compressed (xz)', hint: unpack('unxz -k') },
  { bytes: ascii('BZh'), name: 'compressed (bzip2)', hint: unpack('bunzip2 -k') },
  { bytes: [...ascii('PK'), 0x03, 0x04], name: 'a ZIP archive', hint: unpack('unzip') },
  { bytes: ascii('MDF     '), name: 'an ASAM MDF measurement (MF4)', hint: python },
  { bytes: ascii('UnFinMF '), name: 'an unfinished ASAM MDF measurement (MF4)', hint: python },
  { bytes: ascii('SQLite format 3'), name: 'an SQLite database', hint: python },
  {
    bytes: ascii('timestamp,arbitration_id,'),
    name: 'a CSV log of python-can',
    hint: python,
  },
];

const UTF_16_HINT = 'save it as UTF-8; PowerShell: Get-Content IN | Set-Content -Encoding utf8 OUT';

/**
 * The format of a file whose first bytes match none of the supported formats; null where it is unknown.
 *
 * @param path for the command in the hint
 */
export function foreignFormat(start: Uint8Array, path: string): ForeignFormat | null {
  const known = SIGNATURES.find(({ bytes }) => bytes.every((byte, at) => start[at] === byte));
  if (known !== undefined) return { problem: `the file is ${known.name}`, hint: known.hint(path) };
  return isWide(start)
    ? { problem: 'the file looks like text in UTF-16 without a byte-order mark', hint: UTF_16_HINT }
    : null;
}

/** Every other byte is zero, and the ones between them are printable. */
function isWide([first = 0, second = 0, third = 0, fourth = 0]: Uint8Array): boolean {
  const isText = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;
  const isLittleEndian = isText(first) && second === 0 && isText(third) && fourth === 0;
  return isLittleEndian || (first === 0 && isText(second) && third === 0 && isText(fourth));
}
