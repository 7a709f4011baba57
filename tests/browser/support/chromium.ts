import { spawnSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';
import type { ExternalTool } from '../../tools/support/external-tools.ts';

const PATHS: readonly string[] = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** Nothing but the pages under test is to happen in it. */
const FLAGS: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Debian's Chromium. */
export function findChromium(): ExternalTool {
  for (const path of PATHS) {
    const probe = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 30_000 });
    if (probe.status === 0) return { kind: 'found', path, version: probe.stdout.trim() };
  }
  return { kind: 'missing', reason: `no ${PATHS.join(' or ')} (Debian: apt install chromium)` };
}

/** A browser with a user's folder of its own, which goes with it. */
export async function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...FLAGS] });
}
