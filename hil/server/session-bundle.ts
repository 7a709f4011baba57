import packageJson from '../../package.json' with { type: 'json' };
import { encodeAsc } from '../../can-bus/trace/asc.ts';
import { encodeCandump } from '../../can-bus/trace/candump.ts';
import { encodePcapng } from '../../can-bus/trace/pcapng.ts';
import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import { carStateOf } from '../car/car-state.ts';
import type { Car } from '../car/car.ts';
import { CAR_NODES } from '../car/faults/fault-plan.ts';
import type { CarControl } from '../car/host/car-control.ts';
import { profileDifferences } from '../car/profile-differences.ts';
import { BUNDLE_FILE, BUNDLE_VERSION, SESSION_FILES, type SessionManifest } from '../record/session-manifest.ts';
import { SessionRecorder } from '../record/session-recorder.ts';
import { writeScenario } from '../record/write-scenario.ts';
import { smartkeyLine } from '../smartkey.ts';
import { encodeJsonl, interleave } from '../trace/jsonl-trace.ts';
import { recordOf } from '../trace/record-of-car.ts';
import type { EventFeed } from './event-feed.ts';
import { recordedHead } from './recording.ts';
import type { TarFile } from './tar.ts';

/** What sends on a car's bus without anybody from outside: the ECUs, and the node of the fault `babble`. */
const OWN_NODES: ReadonlySet<string> = new Set([...CAR_NODES, 'babbler']);

/** The folder that the archive has. */
const FOLDER = 'smartkey-session';

/**
 * Everything that shows what happened to a car since its start, as files: the traces in every format, the state, and
 * the session as a scenario, as far as the logs reach back. No secret is in it.
 */
export function* sessionBundle(control: CarControl, feed: EventFeed): Generator<TarFile, void, undefined> {
  const { car } = control;
  const view = control.act(() => feed.view());
  const log = car.log.snapshot();
  const events = [...feed.log.traced()];
  const dropped = { frames: log.dropped, events: feed.log.droppedEvents };
  const isWhole = dropped.frames === 0 && dropped.events === 0;
  const happened = (): ReturnType<typeof interleave> => interleave(log, log.dropped, events);
  const file = (name: string, content: string | Uint8Array): TarFile => ({ name: `${FOLDER}/${name}`, content });
  const warnings: string[] = [];
  const tools = [...new Set([...log].map(({ sender }) => sender))].filter((name) => !OWN_NODES.has(name));
  let scenario: string | null = null;
  if (isWhole) {
    const recorder = new SessionRecorder(car.profile, null);
    for (const record of happened()) recorder.take(recordOf(record));
    const written = writeScenario(recorder.finish(carStateOf(car)), recordedHead(view, 0));
    warnings.push(...written.warnings);
    scenario = written.text;
  } else {
    warnings.push('the session is longer than the logs reach back: there is no scenario of it');
  }
  const manifest = manifestOf(car, tools, isWhole ? warnings : []);
  yield file(BUNDLE_FILE, `${JSON.stringify(manifest, null, 1)}\n`);
  if (scenario !== null) yield file(SESSION_FILES.scenario, scenario);
  yield file(SESSION_FILES.trace, joined(encodeJsonl(happened(), dropped)));
  yield file('trace.log', joined(encodeCandump(log)));
  yield file('trace.asc', joined(encodeAsc(log, car.profile.calendarStart)));
  yield file('trace.pcapng', joined(encodePcapng(log)));
  yield file('state.json', `${JSON.stringify(view, null, 1)}\n`);
  yield file('README.txt', readme(isWhole, warnings));
}

function manifestOf(car: Car, tools: readonly string[], notRecorded: readonly string[]): SessionManifest {
  const { profile, seed } = car;
  return {
    bundle: BUNDLE_VERSION,
    kind: 'session',
    seed,
    profile: profileDifferences(profile),
    hasOwnSecret: profile.passcodeSecret !== DEFAULT_PROFILE.passcodeSecret,
    tools,
    notRecorded,
    versions: { 'virtual-smart-key': packageJson.version, node: process.version },
  };
}

function joined(parts: Iterable<string | Uint8Array>): Uint8Array {
  const encoder = new TextEncoder();
  return Buffer.concat([...parts].map((part) => (typeof part === 'string' ? encoder.encode(part) : part)));
}

function readme(hasScenario: boolean, warnings: readonly string[]): string {
  const lines = (title: string, args: readonly string[]): readonly string[] => [title, `  ${smartkeyLine(args)}`, ''];
  return [
    'A session with a virtual car. Unpack the archive, and run these commands in the folder of this file.',
    '',
    ...lines('Look at it, offline, in the browser:', ['view', '.']),
    ...(hasScenario ? lines('The session again, compared with what happened:', ['replay', '.']) : []),
    ...(hasScenario ? lines('What was done, as a scenario:', ['run', SESSION_FILES.scenario]) : []),
    ...lines('What happened, in words:', ['explain', 'trace.jsonl']),
    'trace.jsonl holds every frame and event; trace.log (candump), trace.asc and trace.pcapng hold the frames.',
    'state.json is the car at the end.',
    ...warnings.map((warning) => `Note: ${warning}.`),
    '',
  ].join('\n');
}
