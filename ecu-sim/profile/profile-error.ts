import { OperationError } from '../../can-bus/errors/operation-error.ts';

/** One problem of a profile. */
export interface ProfileProblem {
  /** `unknown-field`: no such field; `invalid-value`: a known field with an invalid value. */
  readonly code: 'unknown-field' | 'invalid-value';
  /** Its name with dots between the levels: `timing.p2`; empty for the profile as a whole. */
  readonly field: string;
  /** The rule that is broken. */
  readonly rule: string;
  /** How to fix it. */
  readonly hint: string;
}

/** An invalid profile. Lists all of its problems. */
export class ProfileError extends OperationError {
  override readonly name = 'ProfileError';
  /** The first problem's field. */
  readonly field: string;
  /** The first problem's hint. */
  declare readonly hint: string;
  /** All of them, at least one. */
  readonly problems: readonly ProfileProblem[];

  constructor(first: ProfileProblem, ...others: readonly ProfileProblem[]) {
    const problems = [first, ...others];
    const { code, field, hint } = first;
    super(`usage/${code}`, problems.map(describeProblem).join('\n'), { hint, context: { field } });
    this.field = field;
    this.problems = problems;
  }

  /** All problems for a message whose hint is shown apart: that of the first one is not in it. */
  get withoutFirstHint(): string {
    return this.problems
      .map((problem, index) => (index === 0 ? subjectAndRule(problem) : `${subjectAndRule(problem)} (${problem.hint})`))
      .join('; ');
  }
}

function describeProblem(problem: ProfileProblem): string {
  return `${subjectAndRule(problem)}; ${problem.hint}`;
}

function subjectAndRule({ field, rule }: ProfileProblem): string {
  return `${field === '' ? 'the profile' : field} ${rule}`;
}
