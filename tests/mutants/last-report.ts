// The mutants that survived the last run of a whole package, to be run again after tests were added.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Place } from './operators/installed-mutators.ts';

const position = z.object({ line: z.int(), column: z.int() });
/** What is read of a report of Stryker's. */
export const mutantReport = z.object({
  files: z.record(
    z.string(),
    z.object({
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string(),
          status: z.string(),
          location: z.object({ start: position, end: position }),
        }),
      ),
    }),
  ),
});

/** Without its ending; a folder's report is not in a folder of its own. */
export function reportPath(name: string): string {
  return `reports/mutants/${name.replaceAll('/', '-')}`;
}

export function lastSurvivors(root: string, name: string): readonly Place[] {
  const { files } = mutantReport.parse(JSON.parse(readFileSync(join(root, `${reportPath(name)}.json`), 'utf8')));
  return Object.entries(files).flatMap(([file, { mutants }]) =>
    mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map(({ mutatorName, replacement, location: { start, end } }) => ({
        file,
        mutator: mutatorName,
        replacement,
        // The report counts columns from 1.
        start: { line: start.line, column: start.column - 1 },
        end: { line: end.line, column: end.column - 1 },
      })),
  );
}
