import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCanLink } from '../../../../can-bus/ports/socketcan-link.ts';

let folder: string;

function link(files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, 'can0'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'can0', name), `${text}\n`);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smartkey-link-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('an interface in /sys/class/net', () => {
  it('is missing where its folder is', () => {
    expect(readCanLink('can0', folder)).toEqual({ kind: 'missing' });
  });

  it('is not CAN with another hardware type than 280', () => {
    link({ type: '1', flags: '0x1003', ifindex: '2' });
    expect(readCanLink('can0', folder)).toEqual({ kind: 'not-can' });
  });

  it('is up by its flag, though its operational state be unknown, and CAN FD by its MTU', () => {
    link({ type: '280', flags: '0xc1', ifindex: '4', carrier: '1', mtu: '72' });
    expect(readCanLink('can0', folder)).toEqual({ kind: 'can', index: 4, isUp: true, hasCarrier: true, fd: true });
  });

  it('is down without the flag; it has no carrier file to read then', () => {
    link({ type: '280', flags: '0x40080', ifindex: '4', mtu: '16' });
    expect(readCanLink('can0', folder)).toEqual({ kind: 'can', index: 4, isUp: false, hasCarrier: false, fd: false });
  });
});
