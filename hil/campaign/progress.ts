import { counted } from '../../can-bus/text/counted.ts';
/** How far a campaign is. */
export interface CampaignProgress {
  readonly done: number;
  readonly total: number;
  /** Of them there were results before this coordinator began. */
  readonly before: number;
  readonly seconds: number;
  readonly workers: number;
}

const WIDTH = 24;
const MINUTE_S = 60;
const HOUR_S = 3600;

/** One line: a bar, numbers, the rate and the time that is left. */
export function progressLine({ done, total, before, seconds, workers }: CampaignProgress): string {
  const filled = total === 0 ? WIDTH : Math.floor((WIDTH * done) / total);
  const bar = `[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}]`;
  const rate = seconds > 0 ? (done - before) / seconds : 0;
  const left = rate > 0 ? `, ${durationWords((total - done) / rate)} left` : '';
  const workerWords = counted(workers, 'worker');
  return `${bar} ${count(done)} of ${count(total)}, ${rateWords(rate)}${left}, ${workerWords}`;
}

/** What becomes of a campaign whose command was interrupted, and how it goes on. */
export function interruptionLines({ done, total }: Pick<CampaignProgress, 'done' | 'total'>): string {
  if (total === 0) {
    return 'interrupted before any job was added to the queue\nhint: the same command starts or continues the campaign';
  }
  const jobs = `interrupted: ${count(done)} of ${counted(total, 'job', count)} done`;
  if (done === 0) {
    return `${jobs}; workers drop them, unless another command waits for them\nhint: the same command starts the campaign again`;
  }
  return (
    `${jobs}; the queue keeps their results for a day, and workers drop the other jobs, unless another command waits for them\n` +
    'hint: the same command continues the campaign'
  );
}

function rateWords(rate: number): string {
  if (rate === 0 || rate >= 1) return `${rate >= 10 ? count(Math.round(rate)) : rate.toFixed(1)}/s`;
  return `${(rate * MINUTE_S).toFixed(1)}/min`;
}

function durationWords(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < MINUTE_S) return `${whole} s`;
  if (whole < HOUR_S) return `${Math.ceil(whole / MINUTE_S)} min`;
  return `${(whole / HOUR_S).toFixed(1)} h`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
