import type { SessionManifest } from '../record/session-manifest.ts';

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
