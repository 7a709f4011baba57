import { z } from 'zod';
import { form, type BodyForm } from '../../http/body-form.ts';
import { deleteRoute, getRoute, postRoute, type NamedSchema, type Route } from '../../http/route.ts';
import { codeByName, knownCodeNames } from '../../tester/trouble-codes.ts';
import { TECHNICIAN_UTILITIES, type TechnicianState, type TechnicianUtility } from '../../view/technician-state.ts';
import { HttpError } from '../../http/http-error.ts';
import type { OnDemand } from '../on-demand.ts';
import type { Technician } from '../technician/technician.ts';
import { TECHNICIAN_EXAMPLE } from '../technician/technician-example.ts';

interface StartBody {
  readonly utility: TechnicianUtility;
  readonly code?: string;
}

interface AnswerBody {
  readonly id: number;
  readonly answer: string;
}

const START_FORM: BodyForm<StartBody> = form(
  z.strictObject({
    utility: z
      .enum(TECHNICIAN_UTILITIES, `must be one of ${TECHNICIAN_UTILITIES.join(', ')}`)
      .describe('as those of the scan tool in a terminal'),
    code: z
      .string('must be text')
      .regex(/^[0-9A-Za-z]{5,6}$/, 'must be a trouble code, or six hexadecimal digits')
      .describe('for clear: only this trouble code, such as B278D or six hexadecimal digits; all where left out')
      .exactOptional(),
  }),
);

const ANSWER_FORM: BodyForm<AnswerBody> = form(
  z.strictObject({
    id: z.int('must be a whole number').describe('of the question that is asked now'),
    answer: z
      .string('must be text')
      .max(100, 'must have at most 100 characters')
      .describe("the answer of one of the question's choices, or what is typed"),
  }),
);

const text = z.array(z.string());
const screenNumber = z.string().nullable().describe("the bulletin's screen number");

const question = z.strictObject({
  id: z.int().describe('an answer names it'),
  kind: z
    .enum(['screen', 'pass-code', 'retry', 'count', 'vehicle', 'watch'])
    .describe('watch: it goes on when the vehicle does'),
  number: screenNumber,
  title: z.string(),
  text,
  isWarning: z.boolean().describe('the first line warns of what cannot be undone, or says what went wrong'),
  alerts: text.describe('what went wrong meanwhile'),
  notes: text.describe("the bulletin's NOTEs"),
  beeps: z
    .strictObject({ last: z.int().describe('in the last signal'), total: z.int().describe('since the run began') })
    .nullable()
    .describe('beeps heard, where they are waited for'),
  checks: text.describe('what a technician checks before continuing, item by item'),
  choices: z.array(z.strictObject({ answer: z.string(), label: z.string() })),
  agrees: z.boolean().describe('the first choice agrees to the screen'),
  input: z
    .strictObject({ form: z.enum(['pass-code', 'count', 'vin']), label: z.string(), value: z.string() })
    .nullable()
    .describe('what may be typed instead of choosing'),
  seed: z
    .strictObject({
      level: z.int(),
      vin: z.string(),
      fields: z.record(z.string(), z.string()).describe("of the dealer's form, by name"),
      copy: z.string(),
      link: z.string().describe("the dealer's form, filled in"),
    })
    .nullable(),
  status: z.string().nullable(),
  progress: z.strictObject({ elapsedMs: z.number(), remainingMs: z.number() }).nullable(),
  stimulus: z
    .enum(['touch-key', 'open-driver-door', 'toggle-driver-door'])
    .nullable()
    .describe('to be done at the car'),
});

const TECHNICIAN: NamedSchema<TechnicianState> = {
  name: 'Technician',
  schema: z.strictObject({
    utility: z.enum(TECHNICIAN_UTILITIES).nullable(),
    running: z.boolean(),
    log: z
      .array(
        z.strictObject({
          timeUs: z.int(),
          number: screenNumber,
          title: z.string(),
          text,
          pressed: z.string().nullable().describe('what was pressed or typed, never a pass-code'),
        }),
      )
      .describe('the screens so far, oldest first'),
    question: question.nullable().describe('what is asked now'),
    result: z
      .strictObject({
        outcome: z.enum(['done', 'failed']),
        rows: z.array(z.tuple([z.string(), z.string()])).describe('a table of two columns'),
      })
      .nullable(),
  }),
  example: TECHNICIAN_EXAMPLE,
};

/** Before the first utility. */
const NO_TOOL: TechnicianState = { utility: null, running: false, log: [], question: null, result: null };

/** The scan tool of the car's own page. */
export function technicianRoutes(technician: OnDemand<Technician>): readonly Route[] {
  return [
    getRoute({
      path: '/api/technician',
      summary: "show the scan tool of the car's page",
      description:
        'The utility that runs, or ran last: the screens so far, what is asked now, the result. `technician` events ' +
        'report each change.',
      answer: TECHNICIAN,
      handle: () => technician.made?.state() ?? NO_TOOL,
    }),
    postRoute({
      path: '/api/technician',
      summary: 'run a utility of the scan tool',
      description:
        'The same utilities as those of the scan tool in a terminal, connected to the car without a port, as the client "technician". It ' +
        'works in real, virtual and paused time. 409 while one runs.',
      body: START_FORM,
      example: { utility: 'reset' },
      answer: TECHNICIAN,
      errors: [409],
      handle: async ({ utility, code }) => {
        const input = code === undefined ? {} : { code: codeOf(code) };
        return (await technician.get()).start(utility, input);
      },
    }),
    postRoute({
      path: '/api/technician/answer',
      summary: 'answer what the scan tool asks',
      description:
        'By one of the choices of the question, or by what is typed: a pass-code, a number of keys, a VIN. Of two ' +
        'answers to one question the second is refused with 409.',
      body: ANSWER_FORM,
      example: { id: 3, answer: 'next' },
      answer: TECHNICIAN,
      errors: [409],
      handle: async ({ id, answer }) => (await technician.get()).answer(id, answer),
    }),
    deleteRoute({
      path: '/api/technician',
      summary: 'stop the utility',
      description: 'What it has begun at the car it ends first, as far as it can be ended.',
      answer: TECHNICIAN,
      handle: async () => (await technician.made?.stop()) ?? NO_TOOL,
    }),
  ];
}

function codeOf(name: string): number {
  const code = codeByName(name);
  if (code !== null) return code;
  const hint = `use ${knownCodeNames().join(', ')}, or six hexadecimal digits`;
  throw new HttpError(422, `"${name.slice(0, 20)}" is not a trouble code`, { field: 'code', hint });
}
