import { z } from 'zod';
import type { CarControl } from '../../car/host/car-control.ts';
import { type BodyForm, form } from '../../http/body-form.ts';
import { chunkStream } from '../../http/chunk-stream.ts';
import { HttpError } from '../../http/http-error.ts';
import { getRoute, postRoute, type NamedSchema, type Route } from '../../http/route.ts';
import type { RecordingState } from '../../view/recording-state.ts';
import type { EventFeed } from '../event-feed.ts';
import { OnDemand } from '../on-demand.ts';
import type { Recording } from '../recording.ts';
import { tarArchive } from '../tar.ts';

const RECORDING_FORM: BodyForm<{ readonly on: boolean }> = form(
  z.strictObject({ on: z.boolean('must be true or false').describe('true begins a recording, false ends it') }),
);

const RECORDING: NamedSchema<RecordingState> = {
  name: 'Recording',
  schema: z.strictObject({
    on: z.boolean(),
    sinceUs: z.int().nullable().describe('vehicle time at which it began; null before the first one'),
    steps: z.int().describe('steps of the scenario so far'),
    warnings: z.array(z.string()).describe('what to know before running it'),
  }),
  example: { on: true, sinceUs: 52_000_000, steps: 14, warnings: [] },
};

const YAML_TYPE = 'application/yaml';
const TAR_TYPE = 'application/x-tar';

/** What is done to the car, as a scenario; and the whole session as one file. */
export function recordingRoutes(control: CarControl, feed: EventFeed): readonly Route[] {
  const recording = new OnDemand(async () => {
    const { Recording } = await import('../recording.ts');
    return new Recording(control, () => feed.view());
  });
  return [
    postRoute({
      path: '/api/recording',
      summary: 'begin or end the recording of a scenario',
      description:
        'From here on what is done to the car, and what a tool asks, becomes steps of a scenario. A new recording takes ' +
        'the place of the one before. A restart of the car begins it anew.',
      body: RECORDING_FORM,
      example: { on: true },
      answer: RECORDING,
      handle: async ({ on }) => (await recording.get()).set(on),
    }),
    getRoute({
      path: '/api/recording/state',
      summary: 'show whether a scenario is being recorded',
      description: 'And how many steps it has so far.',
      answer: RECORDING,
      handle: () => recording.made?.state() ?? NO_RECORDING,
    }),
    scenarioRoute(recording),
    bundleRoute(control, feed),
  ];
}

/** Before the first one. */
const NO_RECORDING: RecordingState = { on: false, sinceUs: null, steps: 0, warnings: [] };

function scenarioRoute(recording: OnDemand<Recording>): Route {
  return {
    ...{ method: 'get', path: '/api/recording', query: [], body: null, status: 200, errors: [409] },
    summary: 'download the recorded scenario',
    description: 'As a YAML file that "run" takes; also while it is being recorded. Without pass-codes.',
    answer: { description: 'the scenario', types: [YAML_TYPE], example: "name: 'A recorded session'\nsteps:\n" },
    respond: () => {
      const text = recording.made?.scenario();
      if (text == null) {
        throw new HttpError(409, 'nothing has been recorded', {
          hint: 'begin a recording (POST /api/recording {"on": true})',
        });
      }
      return new Response(text, { headers: download(YAML_TYPE, 'recorded.yaml') });
    },
  };
}

function bundleRoute(control: CarControl, feed: EventFeed): Route {
  return {
    ...{ method: 'get', path: '/api/bundle', query: [], body: null, status: 200, errors: [] },
    summary: 'download the session as one archive',
    description:
      'A tar file with the traces in every format, the state, the session as a scenario where the logs reach back to the ' +
      'start, and a README. Without pass-code secret.',
    answer: { description: 'the archive', types: [TAR_TYPE] },
    respond: async () => {
      const { sessionBundle } = await import('../session-bundle.ts');
      const files = [...sessionBundle(control, feed)];
      return new Response(chunkStream(tarArchive(files)), { headers: download(TAR_TYPE, 'smartkey-session.tar') });
    },
  };
}

function download(type: string, name: string): Record<string, string> {
  return { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` };
}
