import { describeRange, isInRange } from './version-range.ts';

/** Which Node runs a program, and which ones it needs. */
interface NodeInUse {
  readonly version: string;
  /** As `engines` has it. */
  readonly range: string;
  /** Whether the program is in a clone of the repository, which has a Node of its own. */
  readonly isClone: boolean;
}

const CLONE_HINT =
  'in the project folder "npx smartkey" and "npm start" use the Node that npm ci has installed;\n' +
  '      elsewhere put another one first on the path (https://nodejs.org)';
const PACKAGE_HINT = 'install one of these (https://nodejs.org) and put it first on the path';

/** Why a program does not run on this Node, with what to do; null where it does. */
export function nodeProblem(program: string, { version, range, isClone }: NodeInUse): string | null {
  if (isInRange(version, range)) return null;
  const hint = isClone ? CLONE_HINT : PACKAGE_HINT;
  return `${program} needs Node ${describeRange(range)}; this is Node ${version}\nhint: ${hint}`;
}
