// npm's `prepare`: runs after `npm ci`, on the Node that this has just installed, or on the system's own where it was left
// out. What cannot be built is an error, unless it was built before. `npx smartkey` runs this too, without its output:
// there the command itself says what is missing.
import { isBuilt, whyNot } from '../../hil/cli/check-clone.js';

const why = whyNot();

if (why === null) await import('./prepare.ts');
else if (isBuilt()) {
  console.error('The command stays as it was built before.');
} else if (process.env.npm_command !== 'exec') {
  console.error(why);
  process.exitCode = 5;
}
