import { describe, expect, it } from 'vitest';
import { CarHost } from '../../../../../hil/car/host/car-host.ts';
import { Car } from '../../../../../hil/car/car.ts';
import { EventFeed } from '../../../../../hil/server/event-feed.ts';
import { EncodedEvents, eventStream } from '../../../../../hil/server/event-stream.ts';
import { ScenarioLibrary } from '../../../../../hil/server/scenarios/scenario-library.ts';
import { ScenarioRunner, type ScenarioEvent } from '../../../../../hil/server/scenarios/scenario-runner.ts';
import type { ScenarioRunState } from '../../../../../hil/view/scenario-run.ts';
import { turn } from '../../../../support/turn.ts';

interface Rig {
  readonly host: CarHost;
  readonly runner: ScenarioRunner;
  readonly events: ScenarioEvent[];
  readonly bugs: unknown[];
}

function rig(pause: (ms: number) => Promise<void> = () => Promise.resolve()): Rig {
  const bugs: unknown[] = [];
  const events: ScenarioEvent[] = [];
  const host = new CarHost({ car: new Car(), timeMode: 'virtual', onFatal: (error) => bugs.push(error) });
  host.start();
  const onBug = (error: unknown): void => void bugs.push(error);
  const runner = new ScenarioRunner({ control: host, onEvent: (event) => events.push(event), onBug, pause });
  return { host, runner, events, bugs };
}

async function ended(runner: ScenarioRunner): Promise<ScenarioRunState> {
  for (let round = 0; round < 20_000 && runner.state().running; round += 1) await turn();
  return runner.state();
}

const LIBRARY = new ScenarioLibrary(process.cwd());
const TWO_STEPS = `name: two steps
steps:
  - vehicle: { doors: { driver: open } }
  - expect: { doors: { driver: closed } }
  - advance: 1 s
`;

describe('a scenario on a car that runs', () => {
  it('is run step by step, and says what was expected where it fails', async () => {
    const { runner, events, host } = rig();
    expect(runner.start(LIBRARY.sent(TWO_STEPS), 0)).toMatchObject({ run: 1, title: 'two steps', running: true });
    const state = await ended(runner);
    expect(state).toMatchObject({ running: false, verdict: 'fail' });
    expect(state.steps.map(({ verdict }) => verdict)).toEqual(['pass', 'fail', 'skipped']);
    expect(state.steps[1]?.reason).toMatch(/^expected .*, got .*/);
    expect(events.map(({ event }) => event)).toEqual([
      'scenario-started',
      'step-started',
      'step-ended',
      'step-started',
      'step-ended',
      'scenario-ended',
    ]);
    expect(host.buses()).toEqual([]);
  });

  it('has requests in words, and its keys with their ids at the car', async () => {
    const { runner, events, host } = rig();
    const text = `name: x
keys: { stranger: { life: bound } }
steps:
  - uds: { send: '10 03' }
  - uds: { send: '27 01', expect: '67 01 ..' }
  - press: { key: stranger, button: lock, expect: none }
  - uds: { send: '22 F1 90', nrc: requestOutOfRange }
`;
    runner.start(LIBRARY.sent(text), 0);
    const { steps } = await ended(runner);
    const stranger = host.car.keys.all().at(-1)?.id.toString(16).toUpperCase();
    const texts = [
      'open the extended session',
      'request a seed, level 1',
      `press lock on stranger for 100 ms (stranger: ${stranger ?? ''})`,
      'read VIN',
    ];
    expect(steps.map((step) => step.text)).toEqual(texts);
    expect(steps[3]?.reason).toMatch(/^expected .*requestOutOfRange.*, got 4T1BZ1FB4KU999999$/);
    expect(events.flatMap((event) => (event.event === 'step-started' ? [event.step] : []))).toEqual(texts);
  });

  it('lets the process do other work while time moves far, and can be stopped within that step', async () => {
    const { runner, host, bugs } = rig();
    runner.start(LIBRARY.sent('name: far\nsteps:\n  - advance: 8640000 s\n'), 0);
    while (host.advancing === null) await turn();
    // Time moves: another look at it comes before the end.
    await turn();
    const state = await runner.stop();
    expect([state.verdict, bugs]).toEqual(['inconclusive', []]);
    expect(state.steps[0]?.reason).toBe('expected the step to end, got the run was interrupted');
    expect([host.car.nowUs > 100_000_000, host.car.nowUs < 8_000_000_000_000]).toEqual([true, true]);
    // The car goes on from there.
    expect([host.advancing, await host.advance(host.car.nowUs + 1)]).toEqual([null, true]);
  });

  it('ends with the car, without an error', async () => {
    const { runner, host, bugs } = rig();
    runner.start(LIBRARY.sent('name: far\nsteps:\n  - advance: 8640000 s\n'), 0);
    while (host.advancing === null) await turn();
    host.close();
    expect([(await ended(runner)).verdict, bugs]).toEqual(['inconclusive', []]);
  });

  it('ends with the car that it ran on: a restart by somebody else is not blamed on the car', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    let pauses = 0;
    const { runner, host, bugs } = rig(async () => ((pauses += 1) === 2 ? promise : undefined));
    const text = "name: x\nsteps:\n  - uds: { send: '10 03' }\n  - uds: { send: '27 01', expect: '67 01 ..' }\n";
    runner.start(LIBRARY.sent(text), 0);
    while (pauses < 2) await turn();
    host.restart();
    resolve(undefined);
    const { verdict, steps } = await ended(runner);
    expect([verdict, bugs]).toEqual(['error', []]);
    expect(steps[1]).toMatchObject({
      verdict: 'error',
      reason: 'somebody restarted the car in the middle (run it again)',
    });
  });

  it('is one at a time, and can be stopped', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const { runner } = rig(async () => promise);
    runner.start(LIBRARY.sent(TWO_STEPS.replaceAll('closed', 'open')), 0);
    expect(() => runner.start(LIBRARY.sent(TWO_STEPS), 0)).toThrow('the scenario "two steps" is running');
    const stopped = runner.stop();
    resolve(undefined);
    expect(await stopped).toMatchObject({ running: false, verdict: 'inconclusive' });
  });

  it('is refused where it needs another car', async () => {
    const { runner } = rig();
    runner.start(LIBRARY.sent(`name: x\nprofile: { keySlots: 3 }\nsteps:\n  - advance: 1 s\n`), 0);
    const state = await ended(runner);
    expect(state.verdict).toBe('error');
    expect(state.steps[0]?.reason).toContain('it needs a car of another profile');
  });
});

it('a restart within a scenario leaves no gap in the stream, and each exchange is sent once', async () => {
  const host = new CarHost({ car: new Car(), timeMode: 'real', onFatal: () => undefined });
  const feed = new EventFeed(host, { instance: 'first' });
  host.start();
  const onBug = (error: unknown): void => expect.fail(String(error));
  const runner = new ScenarioRunner({ control: host, onEvent: () => undefined, onBug, pause: () => Promise.resolve() });
  const reader = eventStream(feed, new EncodedEvents(), { kinds: null, frames: 'none' }).getReader();
  await reader.read();
  runner.start(LIBRARY.sent('name: x\nsteps:\n  - uds: { send: 22 F1 90 }\n  - uds: { send: 10 03 }\n'), 0);
  await ended(runner);
  let text = '';
  while (!text.includes('"request":"1003"')) text += new TextDecoder().decode((await reader.read()).value);
  await reader.cancel();
  expect(text).toContain('"event":"car-restarted"');
  expect(text).not.toContain('event: reset');
  const requests = [...text.matchAll(/"event":"uds-exchange".*?"request":"(\w+)"/g)].map(([, request]) => request);
  expect(requests).toEqual(['22F190', '1003']);
  host.close();
});

it.each(['bulletin/add-a-key.yaml', 'bulletin/all-keys-lost.yaml', 'keys/buttons.yaml'])(
  'a shipped one passes on the car: %s',
  async (name) => {
    const { runner, bugs } = rig();
    runner.start(await new ScenarioLibrary(process.cwd()).get(name), 0);
    expect(await ended(runner)).toMatchObject({ verdict: 'pass' });
    expect(bugs).toEqual([]);
  },
);
