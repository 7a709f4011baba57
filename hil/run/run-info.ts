import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import packageJson from '../../package.json' with { type: 'json' };

const GIT_TIMEOUT_MS = 2000;

export const PACKAGE_VERSION: string = packageJson.version;

/** The commit of the current folder, followed by `+` where files differ from it; null without version control. */
export async function commitHere(): Promise<string | null> {
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', args, { timeout: GIT_TIMEOUT_MS });
    return stdout.trim();
  };
  try {
    const [commit, changes] = await Promise.all([git('rev-parse', 'HEAD'), git('status', '--porcelain', '-uno')]);
    return changes === '' ? commit : `${commit}+`;
  } catch {
    // No git, or no repository: then there is no commit to name.
    return null;
  }
}
