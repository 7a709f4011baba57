import type { SessionManifest } from '../record/session-manifest.ts';

/** A key is made or removed, or only batteries of keys are set. */
const ABOUT_KEYS =
  /"event":"(?:key-made|key-removed|key-battery-set)"|"event":"faults-set","faults":\{"keyBattery":\[[^\]]*\]\}\}$/;

/** An event of a session that its scenario does not repeat as such: it has all keys from its beginning. */
export function isAboutKeys(line: string): boolean {
  return ABOUT_KEYS.test(line);
}

/** Why a session cannot be repeated bit for bit, as parts of sentences; none where it can. */
export function notExactly({ tools, hasOwnSecret, notRecorded }: SessionManifest): readonly string[] {
  return [
    ...(tools.length > 0
      ? [
          `the frames of ${tools.join(', ')} came from outside, and the trace has when they were on the bus, not when they were handed over; their requests are repeated as steps`,
        ]
      : []),
    ...(hasOwnSecret
      ? [
          'the car had a pass-code secret of its own, which no bundle contains; put it into a profile and run scenario.yaml',
        ]
      : []),
    ...notRecorded,
  ];
}
