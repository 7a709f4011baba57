import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';

/** A program of other people's that a test needs, or why it is not here. */
export type ExternalTool =
  | { readonly kind: 'found'; readonly path: string; readonly version: string }
  | { readonly kind: 'missing'; readonly reason: string };

/** Under this variable a test that lacks its tool fails where it would be skipped. */
export const REQUIRE_TOOLS = 'VSK_REQUIRE_TOOLS';

/** The system's own python comes last: a python installed for something else may stand before it on the path. */
const PYTHONS: readonly string[] = ['python3', '/usr/bin/python3'];
/** pyserial gives python-can its socket:// URLs. */
const PRINT_VERSION = 'import can, serial; print(can.__version__)';
const LOOKUP_TIMEOUT_MS = 20_000;

/** A Python that has python-can and pyserial; `version` is python-can's. */
export function findPythonWithCan(): ExternalTool {
  for (const path of PYTHONS) {
    const probe = spawnSync(path, ['-c', PRINT_VERSION], { encoding: 'utf8', timeout: LOOKUP_TIMEOUT_MS });
    if (probe.status === 0) return { kind: 'found', path, version: probe.stdout.trim() };
  }
  const reason = `no python-can with pyserial in ${PYTHONS.join(' or ')} (Debian: apt install python3-can python3-serial)`;
  return { kind: 'missing', reason };
}

/** pip builds the plugin with setuptools and wheel, in an environment made by venv. */
const PRINT_PYTEST_VERSION = 'import pytest, can, serial, setuptools, wheel, ensurepip, pip; print(pytest.__version__)';

/** A Python that has pytest, python-can, pyserial and what installs a plugin; `version` is pytest's. */
export function findPythonWithPytest(): ExternalTool {
  for (const path of PYTHONS) {
    const probe = spawnSync(path, ['-c', PRINT_PYTEST_VERSION], { encoding: 'utf8', timeout: LOOKUP_TIMEOUT_MS });
    if (probe.status === 0) return { kind: 'found', path, version: probe.stdout.trim() };
  }
  const packages = 'python3-pytest python3-can python3-serial python3-venv python3-pip';
  const reason = `no pytest with python-can in ${PYTHONS.join(' or ')} (Debian: apt install ${packages})`;
  return { kind: 'missing', reason };
}

const PRINT_SCAPY_VERSION =
  'import scapy, can, serial; from scapy.contrib.automotive import uds_scan; print(scapy.VERSION)';

/** A Python that has scapy with its UDS scanner, and python-can; `version` is scapy's. */
export function findPythonWithScapy(): ExternalTool {
  for (const path of PYTHONS) {
    const probe = spawnSync(path, ['-c', PRINT_SCAPY_VERSION], { encoding: 'utf8', timeout: LOOKUP_TIMEOUT_MS });
    if (probe.status === 0) return { kind: 'found', path, version: probe.stdout.trim() };
  }
  const reason = `no scapy with python-can in ${PYTHONS.join(' or ')} (Debian: apt install python3-scapy python3-can)`;
  return { kind: 'missing', reason };
}

/** A program on the path. */
export function findProgram(name: string): ExternalTool {
  const probe = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8', timeout: LOOKUP_TIMEOUT_MS });
  const path = probe.stdout.trim();
  return path === ''
    ? { kind: 'missing', reason: `no ${name} on the path (Debian: apt install ${name})` }
    : { kind: 'found', path, version: '' };
}

/** Pseudo-terminals, through the optional package @lydell/node-pty. */
export function findPtys(): ExternalTool {
  try {
    return { kind: 'found', path: import.meta.resolve('@lydell/node-pty'), version: '' };
  } catch {
    return { kind: 'missing', reason: 'no @lydell/node-pty (npm install --include=optional)' };
  }
}

/**
 * The path of a tool. Where it is missing the running test is skipped with the reason, or fails with it under
 * VSK_REQUIRE_TOOLS=1.
 */
export function needTool(tool: ExternalTool, context: Pick<TestContext, 'skip'>): string {
  if (tool.kind === 'found') return tool.path;
  if (process.env[REQUIRE_TOOLS] === '1') throw new Error(`${REQUIRE_TOOLS}=1, but ${tool.reason}`);
  context.skip(tool.reason);
}
