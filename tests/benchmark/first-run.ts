// Prints how long the first reset of a fresh process takes, in milliseconds.
import { runReset } from './reset-run.ts';

console.log(String(runReset(true).ms));
