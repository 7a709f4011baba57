import { GroupRunner } from '../../hil/explore/swarm/run-group.ts';
import { atLeast, type Row } from './figures.ts';

const WARM_UP_GROUPS = 10;
const GROUPS = 30;

/** Random exploration of the whole car, every frame on the bus, with the oracle beside it; on one core. */
export async function swarmRows(): Promise<readonly Row[]> {
  const runner = new GroupRunner(1);
  for (let group = 0; group < WARM_UP_GROUPS; group++) await runner.run(group);
  const { user, system } = process.cpuUsage();
  let vehicleUs = 0;
  for (let group = 0; group < GROUPS; group++) vehicleUs += (await runner.run(WARM_UP_GROUPS + group)).vehicleUs;
  const used = process.cpuUsage();
  const cpuUs = used.user + used.system - user - system;
  return [atLeast('random exploration with the oracle', vehicleUs / cpuUs, '× real time', 20_000)];
}
