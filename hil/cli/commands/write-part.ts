import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { makeReportFolder, writing } from '../../run/report-error.ts';
import { writeWhole } from '../../run/write-reports.ts';
import { PART_FILE, type PartHead, type PartUnit } from '../../shard/part.ts';
import { partLines } from '../../shard/part-file.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Removes a part from an earlier run into the folder, before anything else is written there: if this one is interrupted,
 * there is none. @throws ReportError
 */
export async function removePart(folder: string): Promise<void> {
  const path = join(folder, PART_FILE);
  if (existsSync(path)) await writing(path, () => rm(path));
}

/** Writes the part of a shard, as a whole or not at all, and says where. @throws ReportError */
export async function writePart(
  folder: string,
  head: PartHead,
  units: Iterable<PartUnit>,
  { json, quiet }: { readonly json?: boolean; readonly quiet?: boolean },
  terminal: Terminal,
): Promise<void> {
  const path = join(folder, PART_FILE);
  await makeReportFolder(folder);
  await writeWhole(path, partLines(head, units));
  if (json !== true && quiet !== true) terminal.out(`part: ${path}`);
}
