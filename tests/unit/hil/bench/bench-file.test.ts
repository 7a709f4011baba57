import { describe, expect, it } from 'vitest';

import { loadBench, VIRTUAL_BENCH } from '../../../../hil/bench/bench-file.ts';
import { formatProblem, ScenarioFileError } from '../../../../hil/scenario/scenario-problem.ts';

function problemsOf(...lines: string[]): readonly string[] {
  try {
    loadBench(lines.join('\n'), 'b.yaml');
  } catch (error) {
    if (error instanceof ScenarioFileError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

describe('a bench file', () => {
  it('says bus, car, rate, profile and dealer; what it leaves out is as on the virtual bench', () => {
    expect(loadBench('name: virtual', 'b.yaml')).toEqual(VIRTUAL_BENCH);
    expect(
      loadBench(
        'name: kvaser\nbus: { car: "socketcan:can0", tool: "socketcan:can1" }\nrate: 2\nguard: 1 min',
        'b.yaml',
      ),
    ).toMatchObject({ bus: { car: 'socketcan:can0', tool: 'socketcan:can1' }, rate: 2, guardUs: 60_000_000 });
    const real = ['name: real', 'car: real', 'bus: socketcan:can0', "keys: { master: 'A1000001' }", 'dealer: none'];
    expect(loadBench(real.join('\n'), 'b.yaml')).toMatchObject({ car: 'real', keys: { master: 0xa1000001 } });
  });

  it('reports problems with line, column and the nearest word', () => {
    expect(problemsOf('name: x', 'cars: virtual')).toEqual([
      expect.stringMatching(/^b\.yaml:2:1: found "cars", expected one of name, .*did you mean "car"\?$/),
    ]);
    expect(problemsOf('name: x', 'car: reel')).toEqual([
      'b.yaml:2:6: found "reel", expected one of virtual, real; did you mean "real"?',
    ]);
    expect(problemsOf('name: x', 'bus: socketcn:vcan0')).toEqual([
      expect.stringMatching(/^b\.yaml:2:6: found "socketcn:vcan0", expected the URL of a bus/),
    ]);
    expect(problemsOf('name: x', 'profile: { keySlot: 3 }')).toEqual([
      expect.stringMatching(/^b\.yaml:2:12: found "keySlot"/),
    ]);
  });

  it.each(['127.0.0.1:8080', 'http://', 'http://a b', 'ftp://127.0.0.1'])('refuses the operator "%s"', (operator) => {
    const lines = ['name: x', 'car: real', 'bus: socketcan:can0', `operator: '${operator}'`];
    expect(problemsOf(...lines)).toEqual([
      `b.yaml:4:11: found "${operator}", expected an address such as http://127.0.0.1:8080`,
    ]);
  });

  it('refuses what does not go together', () => {
    expect(problemsOf('name: x', 'car: real')).toEqual([
      'b.yaml:1:1: found the virtual bus, expected the bus that the real ECU is on',
    ]);
    expect(problemsOf('name: x', 'bus: { car: virtual, tool: virtual }')).toHaveLength(1);
    expect(problemsOf('name: x', 'operator: http://127.0.0.1:8080')).toEqual([
      'b.yaml:2:11: found an operator, expected none, because the car is in this process',
    ]);
  });
});
