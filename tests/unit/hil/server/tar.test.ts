import { expect, it } from 'vitest';
import { tarArchive } from '../../../../hil/server/tar.ts';

it('is an archive of ustar: headers with checksums, contents in blocks of 512 bytes, two empty ones at the end', () => {
  const files = [
    { name: 'folder/a.txt', content: 'hello\n' },
    { name: 'b', content: new Uint8Array(512) },
  ];
  const bytes = Buffer.concat([...tarArchive(files)]);
  expect(bytes.length).toBe(512 * (2 + 2 + 2));
  expect(bytes.toString('latin1', 0, 13)).toBe('folder/a.txt\0');
  expect(bytes.toString('latin1', 124, 136)).toBe('00000000006\0');
  expect(bytes.toString('latin1', 257, 265)).toBe('ustar\u000000');
  const sum = bytes.subarray(0, 512).reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  expect(bytes.toString('latin1', 148, 156)).toBe(`${sum.toString(8).padStart(6, '0')}\0 `);
  expect(bytes.toString('latin1', 512, 518)).toBe('hello\n');
  expect(bytes.subarray(-1024).every((byte) => byte === 0)).toBe(true);
});
