// The first import of everything that the package exports: what it needs of Node is said before other modules are
// evaluated, which an older one cannot do. It imports nothing newer than such a Node may support.
import { existsSync } from 'node:fs';
import packageJson from '../../package.json' with { type: 'json' };
import { nodeProblem } from '../doctor/node-problem.ts';

const { node: version } = process.versions;
const problem = nodeProblem(packageJson.name, {
  version,
  range: packageJson.engines.node,
  // Seen from the folder of what is built.
  isClone: existsSync(new URL('../hil/cli/check-clone.js', import.meta.url)),
});
if (problem !== null) throw new Error(problem);
