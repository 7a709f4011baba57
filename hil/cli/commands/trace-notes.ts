import { counted, grouped, isOrAre } from '../../../can-bus/text/counted.ts';
import { secondsText } from '../../../can-bus/trace/seconds.ts';
import type { ViewedTrace } from '../../report/view-trace.ts';

/** What of a trace is shown and what is not, in words. */
export function traceNotes(viewed: ViewedTrace, sizeBytes: number | null, batchBytes: number): readonly string[] {
  const { shownUs, shownFrames, goesOn, omittedCars, clockJumps, batches, remarks } = viewed;
  const span = shownUs === null ? '' : ` (${secondsText(shownUs[0])} s to ${secondsText(shownUs[1])} s)`;
  const next = shownUs === null ? '' : `; --from ${Math.floor(shownUs[1] / 1_000_000)} shows what follows`;
  const share = sizeBytes === null ? '' : `, about ${shareText(batches * batchBytes, sizeBytes)} of the file`;
  const { badCount, cutOff } = remarks;
  return [
    ...(goesOn
      ? [
          `Not the whole trace: ${counted(shownFrames, 'frame', grouped)}${span} ${isOrAre(shownFrames)} shown${share}${next}.`,
        ]
      : []),
    ...(omittedCars > 0 ? [`${counted(omittedCars, 'more bus or car')} ${isOrAre(omittedCars)} not shown.`] : []),
    ...(clockJumps > 0 ? [`The clock of the log jumps ${counted(clockJumps, 'time')}; time goes on from there.`] : []),
    ...(cutOff === null ? [] : [`The trace is cut off at ${cutOff.where}: ${cutOff.message}.`]),
    ...(badCount > 0
      ? [
          badCount === 1
            ? '1 line or block could not be read and is left out.'
            : `${counted(badCount, 'line or block')} could not be read and ${isOrAre(badCount)} left out.`,
        ]
      : []),
  ];
}

function shareText(part: number, whole: number): string {
  const percent = Math.min(100, (part / whole) * 100);
  return `${percent < 1 ? percent.toFixed(2) : Math.round(percent)} %`;
}
