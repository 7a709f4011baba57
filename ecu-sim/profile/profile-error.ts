/** One thing wrong in a profile. */
export interface ProfileProblem {
  /** `unknown-field`: no such field; `invalid-value`: a known field with a value it cannot have. */
  readonly code: 'unknown-field' | 'invalid-value';
  /** Its name with dots between the levels: `timing.p2`; empty for the profile as a whole. */
  readonly field: string;
  /** Which rule is broken. */
  readonly rule: string;
  /** How to mend it. */
  readonly hint: string;
}

/** A profile that no vehicle can have. Lists all that is wrong with it. */
export class ProfileError extends Error {
  readonly code: ProfileProblem['code'];
  /** The first problem's field. */
  readonly field: string;
  /** The first problem's mend. */
  readonly hint: string;
  /** All of them, at least one. */
  readonly problems: readonly ProfileProblem[];

  constructor(first: ProfileProblem, ...others: readonly ProfileProblem[]) {
    const problems = [first, ...others];
    super(problems.map(describeProblem).join('\n'));
    this.name = 'ProfileError';
    this.code = first.code;
    this.field = first.field;
    this.hint = first.hint;
    this.problems = problems;
  }
}

function describeProblem(problem: ProfileProblem): string {
  return `${problem.field === '' ? 'the profile' : problem.field} ${problem.rule}; ${problem.hint}`;
}
