import { z } from 'zod';
import { eitherForm, type BodyForm } from '../../http/body-form.ts';
import { deleteRoute, getRoute, postRoute, type NamedSchema, type Route } from '../../http/route.ts';
import type { ScenarioListing, ScenarioRunState } from '../../view/scenario-run.ts';
import type { OnDemand } from '../on-demand.ts';
import type { ScenarioLibrary } from '../scenarios/scenario-library.ts';
import type { ScenarioRunner } from '../scenarios/scenario-runner.ts';

/** Long enough for a person to follow. */
const DEFAULT_PACE_MS = 300;

const paceMs = z
  .int('must be a whole number')
  .min(0, 'must be 0 or more')
  .max(10_000, 'must be at most 10000')
  .describe(`real milliseconds between two steps; ${DEFAULT_PACE_MS} unless given`)
  .exactOptional();

type RunBody =
  { readonly scenario: string; readonly paceMs?: number } | { readonly source: string; readonly paceMs?: number };

const RUN_FORM: BodyForm<RunBody> = eitherForm(
  'scenario',
  z.strictObject({ scenario: z.string('must be text').describe('as GET /api/scenarios names it'), paceMs }),
  'source',
  z.strictObject({ source: z.string('must be text').describe('a scenario as YAML'), paceMs }),
);

const LISTING: NamedSchema<{ readonly scenarios: readonly ScenarioListing[] }> = {
  name: 'Scenarios',
  schema: z.strictObject({
    scenarios: z.array(
      z.strictObject({
        scenario: z.string().describe('what runs it'),
        title: z.string(),
        tags: z.array(z.string()),
        rules: z.array(z.string()),
      }),
    ),
  }),
};

const verdict = z.enum(['pass', 'fail', 'inconclusive', 'error']);

const RUN: NamedSchema<ScenarioRunState> = {
  name: 'ScenarioRun',
  schema: z.strictObject({
    run: z.int().describe('its number; 0 before the first one'),
    title: z.string().nullable(),
    running: z.boolean(),
    verdict: verdict.nullable(),
    steps: z.array(
      z.strictObject({
        text: z.string(),
        line: z.int(),
        verdict: z.enum(['waiting', 'running', 'skipped', ...verdict.options]),
        reason: z.string().nullable(),
      }),
    ),
  }),
};

/** Before the first one. */
const NO_RUN: ScenarioRunState = { run: 0, title: null, running: false, verdict: null, steps: [] };

/** Scenarios on the car that runs. */
export function scenarioRoutes(library: OnDemand<ScenarioLibrary>, runner: OnDemand<ScenarioRunner>): readonly Route[] {
  return [
    getRoute({
      path: '/api/scenarios',
      summary: 'list the scenarios that can be run',
      description: 'Of the folder `scenarios` where the car was started, or else the ones that are shipped.',
      answer: LISTING,
      handle: async () => ({ scenarios: await (await library.get()).list() }),
    }),
    getRoute({
      path: '/api/scenarios/run',
      summary: 'show the run of a scenario',
      description: 'The one under way, or the last one; `scenario` events report each step.',
      answer: RUN,
      handle: () => runner.made?.state() ?? NO_RUN,
    }),
    postRoute({
      path: '/api/scenarios/run',
      summary: 'run a scenario on this car',
      description:
        'By name, or as YAML. The car is restarted first, and its time is virtual from here on: the scenario moves it. ' +
        'One that needs another profile, other registered keys or several cars ends with the verdict error. 409 while ' +
        'one runs.',
      body: RUN_FORM,
      example: { scenario: 'bulletin/all-keys-lost.yaml' },
      answer: RUN,
      errors: [404, 409],
      handle: async (body) => {
        const known = await library.get();
        const scenario = 'source' in body ? known.sent(body.source) : await known.get(body.scenario);
        return (await runner.get()).start(scenario, body.paceMs ?? DEFAULT_PACE_MS);
      },
    }),
    deleteRoute({
      path: '/api/scenarios/run',
      summary: 'stop the run of a scenario',
      description: 'After the step that is under way, or within it where time moves far; the car stays as it is.',
      answer: RUN,
      isUrgent: true,
      handle: async () => (await runner.made?.stop()) ?? NO_RUN,
    }),
  ];
}
