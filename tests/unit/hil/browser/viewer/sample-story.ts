import type { Timeline } from '../../../../../hil/report/timeline-data.ts';
import type { PageStep, ViewedEvent, ViewerData } from '../../../../../hil/report/viewer-data.ts';
import { STATE_EXAMPLE } from '../../../../../hil/server/state-example.ts';
import { viewedOf } from '../../../../support/viewed-car.ts';
import { STEP } from '../../report/made-results.ts';

const TIMELINE: Timeline = {
  car: 'car',
  endUs: 3_000_000,
  lanes: [],
  load: { binUs: 1000, permille: [], frames: 0 },
};
const CLOSED = { ...STATE_EXAMPLE.doors, driver: false };

/** A refusal, and at the instant at which its step ends the door that opens. */
const EVENTS: readonly ViewedEvent[] = [
  {
    id: 1,
    timeUs: 1_000_000,
    kind: 'uds',
    event: 'uds-exchange',
    source: 'smart-key',
    text: 'Smart Code Reset: arm: refused. The door is closed.',
    endpoint: 'oem',
    startedUs: 999_000,
    request: '3101020101',
    response: '7F3122',
    refusal: {
      nrc: 0x22,
      name: 'conditionsNotCorrect',
      condition: "the driver's door must be open",
      value: 'it is closed',
      next: 'open it',
      rule: 'RST-1',
      text: 'The door is closed.',
    },
  },
  {
    id: 2,
    timeUs: 2_000_000,
    kind: 'state',
    event: 'view',
    source: 'car',
    text: 'Changed: doors.',
    changed: { doors: { ...CLOSED, driver: true } },
  },
  {
    id: 3,
    timeUs: 2_000_000,
    kind: 'stimulus',
    event: 'vehicle-changed',
    source: 'stimulus',
    text: "Driver's door open.",
  },
];

export const STEPS: readonly [PageStep, PageStep] = [
  {
    ...STEP,
    index: 0,
    line: 2,
    what: 'uds 31 01 02 01 01',
    verdict: 'pass',
    startUs: 900_000,
    endUs: 2_000_000,
    words: { what: 'Smart Code Reset: arm', expected: null, got: null, bytes: '31 01 02 01 01' },
  },
  {
    ...STEP,
    index: 1,
    line: 3,
    what: 'vehicle doors (driver open)',
    verdict: 'fail',
    startUs: 2_000_000,
    endUs: 2_000_000,
    words: null,
  },
];

export const STORY: ViewerData = {
  title: 'A refusal',
  verdict: 'fail',
  facts: [['seed', '1']],
  notes: ['Something is not shown.'],
  steps: STEPS,
  sources: [{ file: 'a.yaml', text: 'steps:\n  - uds\n  - vehicle\n' }],
  cars: [
    viewedOf(TIMELINE, {
      start: { ...STATE_EXAMPLE, timeUs: 0, doors: CLOSED },
      events: EVENTS,
      stepEnds: [1, 3],
      frames: {
        heads: ['750 tester', '758 smart-key', '620 body'],
        rows: [
          [999_000, 0, 'B5053101020101CC'],
          [1_300, 1, 'B5037F3122CCCCCC'],
          [1_099_700, 2, '0000000000200000'],
        ],
        omitted: 0,
      },
    }),
  ],
};

/** The same as a log: nothing is known but the trunk from 1 s on. */
export const LOG: ViewerData = {
  ...STORY,
  verdict: null,
  steps: [],
  sources: [],
  cars: STORY.cars.map((car) => ({ ...car, known: [['trunk', 1_000_000]] as const, stepEnds: [] })),
};
