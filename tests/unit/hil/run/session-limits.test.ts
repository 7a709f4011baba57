import { expect, it } from 'vitest';
import type { SessionManifest } from '../../../../hil/record/session-manifest.ts';
import { isAboutKeys, notExactly, whyNotRepeated } from '../../../../hil/run/session-limits.ts';

const MANIFEST: SessionManifest = {
  ...{ bundle: 1, kind: 'session', seed: 1, profile: {}, hasOwnSecret: false, tools: [], notRecorded: [] },
  versions: { 'virtual-smart-key': '0.1.0', node: 'v24.0.0' },
};

it('a session is repeated bit for bit unless frames came from outside, or a secret is missing', () => {
  expect(notExactly(MANIFEST)).toEqual([]);
  expect(notExactly({ ...MANIFEST, tools: ['client-1', 'client-2'] })).toEqual([
    'the frames of client-1, client-2 came from outside, and the trace has when they were on the bus, not when they were handed over; their requests are repeated as steps',
  ]);
  expect(notExactly({ ...MANIFEST, hasOwnSecret: true })).toEqual([
    'the car had a pass-code secret of its own, which no bundle contains; put it into a profile and run scenario.yaml',
  ]);
  expect(notExactly({ ...MANIFEST, notRecorded: ['a fault is left out'] })).toEqual(['a fault is left out']);
});

it('a page of the trace alone says why, and nothing of a replay', () => {
  const manifest = { ...MANIFEST, tools: ['client-1'], hasOwnSecret: true, notRecorded: ['a fault is left out'] };
  expect(whyNotRepeated(manifest)).toEqual([
    'the frames of client-1 came from outside, and the trace has when they were on the bus, not when they were handed over',
    'the car had a pass-code secret of its own, which no bundle contains',
    'a fault is left out',
  ]);
});

it.each([
  ['{"timeUs":1,"kind":"stimulus","source":"stimulus","event":"key-made","keyId":"10000001"}', true],
  ['{"timeUs":1,"event":"faults-set","faults":{"keyBattery":[{"keyId":"A1000001","batteryV":2.1}]}}', true],
  ['{"timeUs":1,"event":"faults-set","faults":{"keyBattery":[{"keyId":"A1000001","batteryV":2.1}],"doip":[]}}', false],
  ['{"timeUs":1,"event":"faults-set","faults":{"silent":[],"keyBattery":[]}}', false],
  ['{"timeUs":1,"kind":"stimulus","source":"stimulus","event":"key-touched","keyId":"10000001"}', false],
])('of a session %s is not compared: %s', (line, isLeftOut) => {
  expect(isAboutKeys(line)).toBe(isLeftOut);
});
