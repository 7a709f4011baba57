import { describe, expect, it } from 'vitest';
import { nodeProblem } from '../../../../hil/doctor/node-problem.ts';

const range = '^22.22.2 || >=26.0.0';
const WHAT = 'smartkey needs Node 22.22.2 or newer of 22, or 26.0.0 or newer; this is Node 20.1.0\n';

describe('a Node outside of the range', () => {
  it('is named with the range, and replaced by the own one of a clone', () => {
    expect(nodeProblem('smartkey', { version: '20.1.0', range, isClone: true })).toBe(
      `${WHAT}hint: in the project folder "npx smartkey" and "npm start" use the Node that npm ci has installed;\n` +
        '      elsewhere put another one first on the path (https://nodejs.org)',
    );
  });

  it('has no replacement in an installed package', () => {
    expect(nodeProblem('smartkey', { version: '20.1.0', range, isClone: false })).toBe(
      `${WHAT}hint: install one of these (https://nodejs.org) and put it first on the path`,
    );
  });

  it('is no problem inside of it', () => {
    expect(nodeProblem('smartkey', { version: '26.1.0', range, isClone: false })).toBeNull();
  });
});
