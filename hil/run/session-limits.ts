import type { SessionManifest } from '../record/session-manifest.ts';

/** A key is made or removed, or only batteries of keys are set. */
const ABOUT_KEYS =
  /"event":"(?:key-made|key-removed|key-battery-set)"|"event":"faults-set","faults":\{"keyBattery":\[[^\]]*\]\}\}$/;

/** An event of a session that its scenario does not repeat as such: it has all keys from its beginning. */
export function isAboutKeys(line: string): boolean {
  return ABOUT_KEYS.test(line);
}

/** Why a session cannot be repeated bit for bit, as parts of sentences; none where it can. */
function limitsOf({ tools, hasOwnSecret, notRecorded }: SessionManifest): readonly Limit[] {
  return [
    ...(tools.length > 0
      ? [
          {
            why: `the frames of ${tools.join(', ')} came from outside, and the trace has when they were on the bus, not when they were handed over`,
            instead: 'their requests are repeated as steps',
          },
        ]
      : []),
    ...(hasOwnSecret
      ? [
          {
            why: 'the car had a pass-code secret of its own, which no bundle contains',
            instead: 'put it into a profile and run scenario.yaml',
          },
        ]
      : []),
    ...notRecorded.map((why) => ({ why, instead: null })),
  ];
}

interface Limit {
  readonly why: string;
  /** What a replay does, or what is to be done for one. */
  readonly instead: string | null;
}

/** For a replay: the limits, and what it does instead. */
export function notExactly(manifest: SessionManifest): readonly string[] {
  return limitsOf(manifest).map(({ why, instead }) => (instead === null ? why : `${why}; ${instead}`));
}

/** For a page of the trace alone, which repeats nothing. */
export function whyNotRepeated(manifest: SessionManifest): readonly string[] {
  return limitsOf(manifest).map(({ why }) => why);
}
