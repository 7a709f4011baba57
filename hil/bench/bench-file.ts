import { z } from 'zod';

import { KEY_ID_PATTERN, KEY_ID_WORDS, parseKeyId } from '../../ecu-sim/identity/key-id.ts';
import { described, limitedNumber } from '../../ecu-sim/profile/limited-number.ts';
import { VEHICLE_LIMITS } from '../../ecu-sim/profile/vehicle-limits.ts';
import { parseBusUrl } from '../../can-bus/ports/bus-url.ts';
import { PortError } from '../../can-bus/ports/port-error.ts';
import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { profileJsonSchema } from '../../ecu-sim/profile.ts';
import { isHttpAddress } from '../http/http-address.ts';
import { explainIssue } from '../scenario/explain-issue.ts';
import { name, refuse, span } from '../scenario/field-schemas.ts';
import type { DataProblem } from '../scenario/data-problem.ts';
import { ScenarioFileError } from '../scenario/scenario-problem.ts';
import { checkProfileFields } from '../scenario/profile-fields.ts';
import type { ProfileFields } from '../scenario/scenario.ts';
import { YamlSource } from '../scenario/yaml-source.ts';

const DEFAULT_GUARD_US: Micros = 30 * MICROS_PER_SECOND;

/** Where a scenario runs; the scenario itself does not name it. */
export interface Bench {
  readonly name: string;
  readonly description: string | null;
  /** `virtual`: the car is in this process. `real`: a Smart Key ECU is on the bus, the rest of the car is simulated. */
  readonly car: 'virtual' | 'real';
  /** Null: the bus is in this process too, in virtual time. */
  readonly bus: { readonly car: string; readonly tool: string | null } | null;
  /** Vehicle seconds per real second; has no meaning without a bus. */
  readonly rate: number;
  /** Profile fields below those of the scenario. */
  readonly profile: ProfileFields;
  /** Who issues pass-codes. */
  readonly dealer: 'demo' | 'none';
  /** HTTP address of a virtual car that plays the real ECU: it touches keys and changes the supply. */
  readonly operator: string | null;
  /** Ids of the keys at a real ECU, by their names in scenarios. */
  readonly keys: Readonly<Record<string, number>>;
  /** Real time after which waiting counts as a failure of the bench. */
  readonly guardUs: Micros;
}

const OPERATOR_WORDS = 'an address such as http://127.0.0.1:8080';
const BUS_WORDS = 'the URL of a bus, such as slcan-tcp:127.0.0.1:3333, socketcan:vcan0 or virtual';

const busUrl = z.string(BUS_WORDS).transform((text, context) => {
  try {
    parseBusUrl(text);
    return text;
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return refuse(context, `${BUS_WORDS}: ${error.message}; ${error.hint}`);
  }
});

const keyId = z
  .string(`a text of ${KEY_ID_WORDS}, in quotes`)
  .regex(KEY_ID_PATTERN, `a text of ${KEY_ID_WORDS}, in quotes`)
  .transform(parseKeyId);

const shape = {
  name: z
    .string('a name')
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a name: lower-case letters, digits and -, up to 40')
    .describe('the name of the bench: lower-case letters, digits and -, up to 40'),
  description: z.string('a text').nullable().default(null).describe('what the bench is, for people'),
  car: z
    .enum(['virtual', 'real'])
    .default('virtual')
    .meta({ description: 'the Smart Key ECU: virtual, or a real one' }),
  bus: z
    .union(
      [
        busUrl,
        z.strictObject({
          car: busUrl.describe('the bus that the car is connected to'),
          tool: busUrl.describe('the bus that the tool is connected to'),
        }),
      ],
      `${BUS_WORDS}, or {car, tool}`,
    )
    .default('virtual')
    .meta({ description: 'one bus for all, or where the car and where the tool is connected' }),
  rate: described(
    'vehicle seconds per real second',
    limitedNumber(VEHICLE_LIMITS.rate, (noun) => noun),
  ).default(1),
  profile: z
    .record(z.string(), z.unknown())
    .meta({ id: 'profile' })
    .default({})
    .describe('some fields of a profile file, below those of the scenario'),
  dealer: z.enum(['demo', 'none']).default('demo').meta({ description: 'who issues pass-codes' }),
  operator: z
    .string(OPERATOR_WORDS)
    .regex(/^https?:\/\//, { error: OPERATOR_WORDS, abort: true })
    .refine(isHttpAddress, OPERATOR_WORDS)
    .nullable()
    .default(null)
    .meta({
      description: 'HTTP address of a virtual car that plays the real ECU, to touch keys and change the supply',
    }),
  keys: z
    .record(name, keyId)
    .default({})
    .meta({ description: 'ids of the keys at a real ECU, by their names in scenarios' }),
  guard: described('real time after which the bench has failed', span).prefault('30 s'),
};

const benchSchema = z.strictObject(shape);

/** The JSON schema of a bench file, for editors. */
export function benchJsonSchema(): z.core.JSONSchema.BaseSchema {
  const schema = z.toJSONSchema(benchSchema, { io: 'input' });
  const profileFields = Object.entries(profileJsonSchema()).filter(([keyword]) => keyword !== '$schema');
  return {
    ...schema,
    title: 'Bench of the virtual smart key',
    $defs: { ...schema.$defs, profile: Object.fromEntries(profileFields) },
  };
}

/** The bench without a file: everything in this process, in virtual time. */
export const VIRTUAL_BENCH: Bench = {
  name: 'virtual',
  description: null,
  car: 'virtual',
  bus: null,
  rate: 1,
  profile: {},
  dealer: 'demo',
  operator: null,
  keys: {},
  guardUs: DEFAULT_GUARD_US,
};

/**
 * A bench from the text of its file.
 *
 * @throws ScenarioFileError listing every problem with line and column
 */
export function loadBench(text: string, file: string): Bench {
  const source = new YamlSource(text, file);
  if (source.problems.length > 0) throw new ScenarioFileError(source.problems);
  const parsed = benchSchema.safeParse(source.value, { reportInput: true });
  const problems = parsed.success ? contradictions(parsed.data) : problemsOf(parsed.error.issues, source.value);
  if (problems.length > 0 || !parsed.success) {
    const located = problems.map((problem) => source.locate(problem));
    throw new ScenarioFileError(located.toSorted((a, b) => a.line - b.line || a.column - b.column));
  }
  const { bus, guard, ...rest } = parsed.data;
  return { ...rest, bus: busOf(bus), guardUs: guard };
}

type Form = z.output<typeof benchSchema>;

function busOf(bus: Form['bus']): Bench['bus'] {
  if (typeof bus !== 'string') return bus;
  return bus === 'virtual' ? null : { car: bus, tool: null };
}

/** Checks which fields go together. */
function contradictions({ car, bus, operator, keys, profile }: Form): readonly DataProblem[] {
  const problems: DataProblem[] = [];
  const report = (field: string, found: string, expected: string): void => {
    problems.push({ path: [field], atKey: false, found, expected, meant: null });
  };
  const isVirtualBus = typeof bus === 'string' ? bus === 'virtual' : [bus.car, bus.tool].includes('virtual');
  if (typeof bus !== 'string' && isVirtualBus) report('bus', 'virtual', 'buses that can be reached from outside');
  if (car === 'real' && isVirtualBus) report('bus', 'the virtual bus', 'the bus that the real ECU is on');
  if (car === 'real' && typeof bus !== 'string') report('bus', 'two buses', 'one bus: the rest of the car is here');
  if (car === 'virtual' && operator !== null) {
    report('operator', 'an operator', 'none, because the car is in this process');
  }
  if (car === 'virtual' && Object.keys(keys).length > 0)
    report('keys', 'keys', 'none, because the car is in this process');
  const checked = checkProfileFields(profile, ['profile']);
  return 'vin' in checked ? problems : [...problems, ...checked];
}

function problemsOf(issues: readonly z.core.$ZodIssue[], value: unknown): readonly DataProblem[] {
  const schema = benchJsonSchema();
  return issues.flatMap((issue) => explainIssue(issue, value, schema));
}
