import { z } from 'zod';

import { MAX_DATA_BYTES, readInput } from '../read-input.ts';
import { problemWords } from '../issue-words.ts';
import { decodeText } from '../../can-bus/text/decode-text.ts';
import { usageError } from '../../can-bus/errors/operation-error.ts';
import { selectorOf } from '../scenario/result.ts';

const resultsSchema = z.object({
  scenarios: z.array(z.object({ file: z.string(), variant: z.string().nullable(), realMs: z.number().nonnegative() })),
});

/**
 * How long each scenario took, in ms, by what selects it: from `results.json` of an earlier report.
 *
 * @throws OperationError (usage) for a file that cannot be read or is none
 */
export function readDurations(path: string): ReadonlyMap<string, number> {
  let value: unknown;
  try {
    value = JSON.parse(decodeText(readInput(path, MAX_DATA_BYTES)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(`durations ${path} cannot be read: ${reason}`, 'give results.json of an earlier report');
  }
  const parsed = resultsSchema.safeParse(value);
  if (parsed.success) return longest(parsed.data.scenarios);
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? '' : `: ${problemWords(issue)}`;
  throw usageError(`${path} has no durations${where}`, 'give results.json of an earlier report');
}

/** Of repetitions the longest. */
function longest(scenarios: z.infer<typeof resultsSchema>['scenarios']): ReadonlyMap<string, number> {
  const durations = new Map<string, number>();
  for (const { realMs, ...scenario } of scenarios) {
    const selector = selectorOf(scenario);
    durations.set(selector, Math.max(realMs, durations.get(selector) ?? 0));
  }
  return durations;
}
