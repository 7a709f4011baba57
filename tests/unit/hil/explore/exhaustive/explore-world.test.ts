import { describe, expect, it } from 'vitest';
import { exploreWorld, type Exploration } from '../../../../../hil/explore/exhaustive/explore-world.ts';
import { BUILT_IN_WORLDS } from '../../../../../hil/explore/world/built-in-worlds.ts';
import { SHIPPED_FIRMWARE, type FirmwareUnderTest } from '../../../../../hil/explore/world/world.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { smallWorld } from '../small-world.ts';

const folder = temporaryFolder();

interface Settings {
  readonly progress?: string;
  readonly signal?: AbortSignal;
  readonly firmware?: FirmwareUnderTest;
}

async function explore({ progress, signal, firmware }: Settings): Promise<Exploration> {
  return await exploreWorld(BUILT_IN_WORLDS.tiny, {
    jobs: 1,
    progress: progress ?? null,
    saveEveryMs: 0,
    now: () => 0,
    turn: () => Promise.resolve(),
    signal: signal ?? new AbortController().signal,
    onProgress: () => undefined,
    ...(firmware === undefined ? {} : { firmware }),
  });
}

describe('the exploration of a world', () => {
  it('finds no broken rule in the shipped firmware', async () => {
    expect(await explore({})).toMatchObject({ world: 'tiny', end: 'complete', states: 342, failure: null });
  });

  it('RST-4: finds a reset that completes 1 µs late, on a shortest path', async () => {
    const late: FirmwareUnderTest = {
      ...SHIPPED_FIRMWARE,
      step: (context, ...rest) => {
        const { resetDurationUs } = context.profile;
        const profile = { ...context.profile, resetDurationUs: resetDurationUs + 1 };
        return SHIPPED_FIRMWARE.step({ ...context, profile }, ...rest);
      },
    };
    const { end, failure } = await explore({ firmware: late });
    expect(end).toBe('failed');
    expect(failure?.rule).toContain('RST-3');
    expect(failure?.steps.at(-1)).toEqual({ atUs: 12_000_000, input: 'time moves to the next deadline' });
  });

  it('is continued from its saved progress', async () => {
    const progress = folder.path('tiny.bin');
    const interrupted = await explore({ progress, signal: AbortSignal.abort() });
    expect([interrupted.end, interrupted.resumed]).toEqual(['interrupted', false]);
    expect(await explore({ progress })).toMatchObject({
      end: 'complete',
      states: 342,
      transitions: 4104,
      resumed: true,
    });
  });

  it('refuses a world with too many states, and says how many', async () => {
    const spec = smallWorld({ cars: 2, slots: 4, keys: [{ car: 1 }, { car: 2 }, {}, {}], disturbances: 4 });
    const options = {
      jobs: 1,
      progress: null,
      saveEveryMs: 0,
      now: () => 0,
      turn: () => Promise.resolve(),
      onProgress: () => undefined,
    };
    const refused = exploreWorld(spec, { ...options, signal: AbortSignal.abort() });
    await expect(refused).rejects.toMatchObject({ code: 'usage/world-size' });
    await expect(refused).rejects.toThrow(/would have about \de\+\d+ states; at most 1e\+9/);
  });
});
