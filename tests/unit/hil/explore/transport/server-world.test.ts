import { describe, expect, it } from 'vitest';
import { exploreWorld } from '../../../../../hil/explore/transport/search.ts';
import { SERVER_WORLDS, ServerWorld } from '../../../../../hil/explore/transport/server-world.ts';
import { UdsRules, type UdsConfig } from '../../../../../hil/explore/transport/uds-rules.ts';

const CONFIG: UdsConfig = {
  attemptsMax: 2,
  attemptsDelayUs: 6_000_000,
  s3Us: 5_000_000,
  bootUs: 50_000,
  testerPresentUs: 0,
};
/** Rules that differ from the server's, each as a defect that the exploration has to find. */
const DEFECTS: readonly (readonly [name: string, changes: Partial<UdsConfig>])[] = [
  ['an attempt more', { attemptsMax: 3 }],
  ['a delay that is a microsecond longer', { attemptsDelayUs: 6_000_001 }],
  ['S3 a microsecond shorter', { s3Us: 4_999_999 }],
  ['an answer that takes its time', { testerPresentUs: 1_000 }],
];

describe('the world of the UDS server', () => {
  it.each(SERVER_WORLDS)('has no broken rule: $name', (bounds) => {
    const { broken, states } = exploreWorld(new ServerWorld(bounds));
    expect(broken).toBeNull();
    expect(states).toBeGreaterThan(20);
  });

  it.each(DEFECTS)('finds %s', (_name, changes) => {
    const [bounds] = SERVER_WORLDS;
    if (bounds === undefined) throw new Error('there is no world');
    const { broken } = exploreWorld(new ServerWorld(bounds, new UdsRules({ ...CONFIG, ...changes })));
    expect(broken).not.toBeNull();
  });
});
