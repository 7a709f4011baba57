import { PortError } from './port-error.ts';

/** Why an optional package may be missing, and what to do. */
const HINT =
  'on a platform without it use slcan-tcp: or socketcand: instead; elsewhere install this package again, with its optional packages';

/** Whether a package is not installed at all, by the error of its import. @returns the hint, or null */
export function hintIfNotInstalled(error: unknown): string | null {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' ? HINT : null;
}

/**
 * Loads a package that does not exist on every platform.
 *
 * @param load the dynamic import
 * @param purpose what it is needed for, in words for people
 * @param hint what to do where it is missing; where absent, to install it again
 * @throws PortError (`bench`) where it is missing or does not work here
 */
export async function loadOptional<T>(
  name: string,
  purpose: string,
  load: () => Promise<T>,
  hint?: string,
): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Which of our own files imports it says nothing to a person.
    const [reason = ''] = message.split(/\n| imported from /, 1);
    const context = { package: name, platform: `${process.platform}-${process.arch}` };
    const problem = `${purpose} needs the package ${name}: ${reason}`;
    throw new PortError(hint === undefined ? 'bench/optional-package' : 'bench', problem, hint ?? HINT, context, error);
  }
}
