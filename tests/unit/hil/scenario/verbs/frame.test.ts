import { describe, expect, it } from 'vitest';

import { VirtualBench } from '../../../../../hil/bench/virtual-bench.ts';
import { loadScenario } from '../../../../../hil/scenario/load-scenario.ts';
import type { ScenarioResult } from '../../../../../hil/scenario/result.ts';
import { runScenario } from '../../../../../hil/scenario/run-scenario.ts';
import { actionOf, decision, load, problemsOf, run, wordsOf } from './verb-kit.ts';

describe('steps that send frames', () => {
  it('put a frame on the bus by id and bytes, and the car answers it', async () => {
    expect(
      await decision(
        "send: { id: 0x750, data: 'B5 02 3E 00' }",
        "frame: { id: 0x758, data: 'B5 02 7E 00 ..', within: 50 ms }",
      ),
    ).toBeNull();
  });

  it('put a message of the database on the bus, signals left out being 0 (VEH-2)', async () => {
    expect(
      await decision(
        'send: { name: BODY_CONTROL_STATE, signals: { DOOR_OPEN_FL: 1 } }',
        'advance: 1 ms',
        "uds: { send: '22 10 04', expect: '62 10 04 81 02' }",
      ),
    ).toBeNull();
  });

  it('send cyclically until they are stopped', async () => {
    expect(
      await decision(
        "send: { id: 0x123, data: '01', cycle: 10 ms, as: noise }",
        'advance: 95 ms',
        "frame: { id: 0x123, data: '01', within: 10 ms }",
        'stopSending: noise',
        'advance: 1 ms',
        'noFrame: { id: 0x123, for: 1 s }',
      ),
    ).toBeNull();
    expect(
      await decision("send: { id: 0x123, data: '01', cycle: 10 ms, as: noise }", 'noFrame: { id: 0x123, for: 1 s }'),
    ).toEqual(['fail', 4, 'no frame 0x123', '0x123 01']);
  });

  it('keep a cycle exactly: 1000 frames in a second', async () => {
    let frames = 0;
    const scenario = load(
      "send: { id: 0x123, data: '00', cycle: 1 ms, as: noise }",
      'advance: 999 ms',
      'advance: 1 ms',
    );
    const observer = (): object => ({
      frame: (_timeUs: number, { id }: { id: number }) => void (frames += Number(id === 0x123)),
    });
    await runScenario(scenario, (chosen, seed) => new VirtualBench(chosen, { seed, profile: {}, observer }));
    expect(frames).toBe(1000);
  });

  it('show the frame that came when another was expected', async () => {
    expect(
      await decision(
        "send: { id: 0x750, data: 'B5 02 3E 00' }",
        "frame: { id: 0x758, data: 'B5 02 7E 01 ..', within: 50 ms }",
      ),
    ).toEqual(['fail', 4, 'frame 0x758 B5 02 7E 01 ..', '0x758 B5 02 7E 00 CC CC CC CC']);
    expect(await decision("frame: { id: 0x7BD, data: '..' }")).toEqual(['fail', 3, 'frame 0x7BD ..', 'no such frame']);
  });

  it('see that a bus asleep is silent (VEH-7)', async () => {
    const asleep = ['vehicle: { powerMode: off }', 'advance: 3 s', 'noFrame: { name: SMART_KEY_STATUS, for: 5 s }'];
    const sleeping = loadScenario(
      ['name: x', 'profile: { busSleep: on }', 'steps:', ...asleep.map((step) => `  - ${step}`)].join('\n'),
      'x.yaml',
    );
    const onBench = (): Promise<ScenarioResult> =>
      runScenario(sleeping, (chosen, seed) => new VirtualBench(chosen, { seed, profile: {} }));
    expect((await onBench()).verdict).toBe('pass');
    expect((await run(...asleep)).verdict).toBe('fail');
  });

  it('refuse what cannot be sent, with its place', () => {
    expect(problemsOf('stopSending: noise')).toEqual([
      'x.yaml:3:18: found "noise", expected cyclic traffic that an earlier step has started',
    ]);
    expect(problemsOf("send: { id: 0x123, data: '01', cycle: 10 ms }")[0]).toContain('cycle and as together');
    expect(problemsOf('send: { name: DOOR_LOCKS, signals: { LOCK_STATUS: 2 } }')[0]).toContain(
      'LOCK_STATUS from 0 to 1',
    );
    expect(problemsOf('send: { name: DOOR_LOCKS, signals: { KEYS: 2 } }')[0]).toContain('not KEYS');
    expect(problemsOf("send: { id: 0x800, data: '01', extended: false }")[0]).toContain('an 11-bit id');
    expect(problemsOf("send: { id: 1, data: '00 11 22 33 44 55 66 77 88' }")).toEqual([
      'x.yaml:3:26: found "00 11 22 33 44 55 66 77 88", expected 0 to 8 bytes, or fd: true for more',
    ]);
    expect(problemsOf("send: { id: 1, data: '{master} 00 11 22 33 44 55 66 77 88' }")[0]).toContain('0 to 8 bytes');
    expect(problemsOf("send: { id: 1, fd: true, data: '00 11 22 33 44 55 66 77 88' }")[0]).toContain('8, 12, 16');
    expect(problemsOf("send: { id: 1, fd: true, data: '001122334455667788990011' }")).toEqual([]);
    expect(problemsOf("frame: { id: 0x758, dta: '01' }").join()).toMatch(/found "dta".*did you mean "data"/);
  });

  it('say it is the bench where a frame has too many bytes', async () => {
    expect((await run("send: { id: 1, data: '{master} {master} {master}' }")).verdict).toBe('error');
  });
});

describe('steps about frames', () => {
  it('look at the last frame of a message, its signals decoded', async () => {
    expect(await decision('frame: { name: DOOR_LOCKS, signals: { LOCK_STATUS: 1 }, within: 5 s }')).toBeNull();
    expect(await decision('frame: { name: SMART_KEY_STATUS, signals: { KEYS: 3 }, within: 1 s }')).toEqual([
      'fail',
      3,
      'KEYS 3',
      'KEYS 2',
    ]);
  });

  it('are plain data: ids, patterns, a time in microseconds', () => {
    expect(actionOf("frame: { id: 0x758, data: 'B5 **', within: 50 ms }")).toEqual({
      kind: 'rawFrame',
      id: 0x758,
      data: [{ kind: 'byte', value: 0xb5 }, { kind: 'any' }],
      withinUs: 50_000,
    });
    expect(actionOf('frame: { name: DOOR_LOCKS, signals: { LOCK_STATUS: 1 } }')).toEqual({
      kind: 'frame',
      message: 'DOOR_LOCKS',
      signals: { LOCK_STATUS: 1 },
      withinUs: null,
    });
    expect(actionOf('noFrame: { for: 1 s }')).toEqual({
      kind: 'noFrame',
      forUs: 1_000_000,
      mask: { id: null, data: null },
    });
    expect(actionOf("send: { id: 0x800, data: '01' }")).toEqual({
      kind: 'send',
      frame: { id: 0x800, extended: true, fd: false, data: [{ kind: 'byte', value: 1 }] },
      traffic: null,
    });
  });

  it('are named in a report', () => {
    expect(wordsOf('frame: { name: DOOR_LOCKS, signals: { LOCK_STATUS: 1 } }')).toBe('frame DOOR_LOCKS LOCK_STATUS 1');
    expect(wordsOf("frame: { id: 0x758, data: 'B5 ..' }")).toBe('frame 0x758 B5 ..');
    expect(wordsOf("noFrame: { id: 0x1ABCDEF0, data: '01', for: 2 s }")).toBe('no frame 0x1ABCDEF0 01 for 2 s');
    expect(wordsOf('noFrame: { for: 1 ms }')).toBe('no frame for 1 ms');
    const send = "send: { id: 0x123, data: '01', cycle: 20 ms, as: noise }";
    expect(wordsOf(send)).toBe('send 0x123 01 every 20 ms');
    expect(wordsOf(send, 'stopSending: noise')).toBe('stop sending noise');
  });

  it('take the bytes of a key in place of its name, and know no other names', () => {
    expect(problemsOf("send: { id: 0x123, data: '{mastr}' }")).toEqual([
      'x.yaml:3:30: found "{mastr}", expected a key, or what an earlier step captured: master, valet; did you mean "master"?',
    ]);
    expect(problemsOf("noFrame: { for: 1 s, data: '{spare}' }")).toHaveLength(1);
  });

  it('cannot stop what is stopped already', async () => {
    const send = "send: { id: 0x123, data: '01', cycle: 20 ms, as: noise }";
    expect(await decision(send, 'stopSending: noise', 'stopSending: noise')).toEqual([
      'inconclusive',
      5,
      'noise being sent',
      'none',
    ]);
  });
});
