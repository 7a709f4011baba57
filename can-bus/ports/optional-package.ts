import { PortError } from './port-error.ts';

/** Why an optional package may be missing, and what to do. */
const HINT = 'run "npm install --include=optional"; on a platform without it use slcan-tcp: or socketcand: instead';

/**
 * Loads a package that does not exist on every platform.
 *
 * @param load the dynamic import
 * @param purpose what it is needed for, in words for people
 * @param hint what to do where it is missing
 * @throws PortError (`bench`) where it is missing or does not work here
 */
export async function loadOptional<T>(
  name: string,
  purpose: string,
  load: () => Promise<T>,
  hint: string = HINT,
): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    const context = { package: name, platform: `${process.platform}-${process.arch}` };
    throw new PortError('bench', `${purpose} needs the package ${name}: ${reason}`, hint, context, error);
  }
}
