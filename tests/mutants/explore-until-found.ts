// Runs in a copy of the sources: explores until the first broken rule.
import { argv, cpuUsage, stdout } from 'node:process';
import { GroupRunner } from '../../hil/explore/swarm/run-group.ts';

const maxGroups = Number(argv[2]);
const runner = new GroupRunner(1);
let runs = 0;
let found: object | null = null;
for (let group = 0; group < maxGroups && found === null; group++) {
  const result = await runner.run(group);
  runs += result.runs;
  const [failure] = result.failures;
  if (failure === undefined) continue;
  const { user, system } = cpuUsage();
  found = { rule: failure.violation.rule, aspect: failure.violation.aspect, runs, cpuMs: (user + system) / 1000 };
}
stdout.write(JSON.stringify(found));
