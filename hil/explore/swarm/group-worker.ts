import { GroupRunner, type GroupResult } from './run-group.ts';

/** Groups for one thread. Plain data. */
export interface GroupTask {
  readonly seed: number;
  readonly group: number;
}

let runner: { readonly seed: number; readonly groups: GroupRunner } | null = null;

/** The code of a worker thread of `explore --seed --jobs`. */
export default function run({ seed, group }: GroupTask): Promise<GroupResult> {
  if (runner?.seed !== seed) runner = { seed, groups: new GroupRunner(seed) };
  return runner.groups.run(group);
}
