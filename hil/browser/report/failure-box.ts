import type { PageDetail, PageRow, PageRun } from '../../report/page-data.ts';
import type { PageStep, ViewedCar, ViewedEvent } from '../../report/viewer-data.ts';
import { decidingStep } from '../../scenario/result.ts';
import { refusalOf } from '../components/conversation.tsx';
import { copyable } from './copyable.ts';
import { button, html } from './dom.ts';
import { instant, WORDS } from './format.ts';

interface Failure {
  readonly row: PageRow;
  readonly detail: PageDetail;
  readonly cars: readonly ViewedCar[];
  readonly rules: PageRun['rules'];
  /** Goes to a step in the viewer; null where the page has no events. */
  readonly show: ((step: PageStep) => void) | null;
}

/** What went wrong: the step, what was expected and what came, the rules, the last refusal, and how to repeat it. */
export function failureBox({ row, detail, cars, rules, show }: Failure): HTMLElement | null {
  const { steps, earlier } = detail;
  const step = decidingStep(steps);
  if (step === null && earlier.length === 0) return null;
  const box = html('section', { class: `failure ${row.verdict}`, 'aria-label': 'What went wrong' });
  if (step !== null) {
    const { what, expected, got } = step.words ?? step;
    box.append(
      html(
        'p',
        { class: 'where' },
        html('strong', {}, `Step ${step.index + 1} of ${steps.length}: ${what}`),
        step.note === null ? null : html('em', {}, ` – ${step.note}`),
      ),
      facts([
        ['expected', expected ?? 'nothing'],
        ['got', html('strong', { class: 'got' }, got ?? 'nothing')],
        ...(step.words === null ? [] : [['bytes', step.words.bytes] as const]),
        ...step.rules.map((id) => ['rule', titled(id, rules)] as const),
        ...refusalFacts(lastRefusal(step, cars)),
        ['where', `${step.file}:${step.line}`],
        ['when', step.endUs === null ? 'before the first event' : instant(step.endUs)],
        ['re-run', copyable(detail.repeat)],
      ]),
    );
    if (show !== null && step.startUs !== null)
      box.append(button('Show the moment', { class: 'bad' }, () => show(step)));
  }
  for (const [index, attempt] of earlier.entries()) {
    const links = attempt.artifacts.flatMap(({ href, path }) => [' ', html('a', { href }, path)]);
    box.append(
      html('p', { class: 'attempt' }, `Attempt ${index + 1}: ${WORDS[attempt.verdict]}. ${attempt.why}`, ...links),
    );
  }
  return box;
}

function facts(entries: readonly (readonly [label: string, value: Node | string])[]): HTMLElement {
  const children = entries.flatMap(([label, value]) => [html('dt', {}, label), html('dd', {}, value)]);
  return html('dl', { class: 'judged' }, ...children);
}

function titled(id: string, rules: PageRun['rules']): string {
  const title = rules.find((rule) => rule.id === id)?.title;
  return title === undefined ? id : `${id}: ${title}`;
}

/** What the car refused last, up to the end of a step: often the reason. */
function lastRefusal({ car, endUs }: PageStep, cars: readonly ViewedCar[]): ViewedEvent | null {
  const viewed = cars.find(({ timeline }) => timeline.car === car) ?? cars[0];
  const isRefused = (event: ViewedEvent): boolean => refusalOf(event) !== null && event.timeUs <= (endUs ?? -1);
  return viewed?.events.findLast(isRefused) ?? null;
}

function refusalFacts(event: ViewedEvent | null): readonly (readonly [label: string, value: string])[] {
  const refusal = event === null ? null : refusalOf(event);
  if (event === null || refusal === null) return [];
  return [['last refusal', `${event.text} (${refusal.rule}, at ${instant(event.timeUs)})`]];
}
