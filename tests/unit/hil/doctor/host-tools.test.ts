import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findHostTools } from '../../../../hil/doctor/host-tools.ts';
import { OperationError } from '../../../../can-bus/errors/operation-error.ts';

const NAMES = ['qemu-system-x86_64', 'busybox', 'cpio', 'depmod', 'ip'] as const;
let folder: string;

function install(name: string): void {
  const path = join(folder, name);
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, 0o755);
}

function refusal(): OperationError {
  try {
    findHostTools([folder]);
  } catch (error) {
    if (error instanceof OperationError) return error;
    throw error;
  }
  throw new Error('all were found');
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smartkey-tools-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the programs a guest is made with', () => {
  it('are all named where they are missing, with the command that installs them', () => {
    for (const name of NAMES) if (name !== 'qemu-system-x86_64' && name !== 'depmod') install(name);
    const { code, message, hint } = refusal();
    expect({ code, message, hint }).toEqual({
      code: 'bench',
      message: 'the guest needs qemu-system-x86_64, depmod, which this machine does not have',
      hint: 'sudo apt-get install qemu-system-x86 kmod',
    });
  });

  it('are found by their path; a file that is not executable is ignored', () => {
    for (const name of NAMES) install(name);
    expect(findHostTools([folder]).cpio).toBe(join(folder, 'cpio'));
    chmodSync(join(folder, 'cpio'), 0o644);
    expect(refusal().hint).toBe('sudo apt-get install cpio');
  });
});
