import { expect, it } from 'vitest';
import { QuestionCard } from '../../../../../hil/browser/dashboard/question-card.tsx';
import { TechnicianClient } from '../../../../../hil/browser/dashboard/technician-client.ts';
import { TECHNICIAN_EXAMPLE } from '../../../../../hil/server/technician/technician-example.ts';
import type { TechnicianQuestion } from '../../../../../hil/view/technician-state.ts';
import { markup, textOf } from '../../../../support/markup.ts';
import { FakeServer } from './fake-server.ts';

const EXAMPLE = TECHNICIAN_EXAMPLE.question;

function card(changes: Partial<TechnicianQuestion>, isDemo = false, checked: readonly string[] = []): string {
  if (EXAMPLE === null) throw new Error('the example asks nothing');
  const demo = isDemo ? { technician: 'tara', manager: 'mona' } : null;
  const client = new TechnicianClient(new FakeServer({}).fetch, demo);
  for (const item of checked) client.check(item, true);
  return markup(QuestionCard, {
    client,
    question: { ...EXAMPLE, ...changes },
    enabled: true,
    onDealer: () => undefined,
  });
}

it('takes a pass-code: typed, from the form of the dealer, or from the demo dealer', () => {
  expect(textOf(card({}))).toMatch(/Pass-Code Number Enter Open the dealer's form Back Exit$/);
  expect(card({})).toContain('href="/dealer/reset?vin=4T1BZ1FB4KU999999');
  expect(textOf(card({}, true))).toMatch(/Pass-Code Number Enter Get it from the dealer Back Exit$/);
});

it('leads to the request that waits to be approved', () => {
  const client = new TechnicianClient(new FakeServer({}).fetch, null);
  client.waitsFor.value = '26112900001';
  if (EXAMPLE === null) throw new Error('the example asks nothing');
  const html = markup(QuestionCard, { client, question: EXAMPLE, enabled: true, onDealer: () => undefined });
  expect(textOf(html)).toContain("Show the dealer's inbox");
});

it('shows a seed to copy and to send', () => {
  const html = card({ kind: 'screen', input: null, text: ['Seed number  0001012345678AB9'] });
  expect(textOf(html)).toContain("Seed number 0001012345678AB9 Copy Send to the dealer's page");
});

it('says what is to be done at the car, and which beeps were heard', () => {
  const watch = { kind: 'watch', input: null, seed: null, stimulus: 'touch-key', status: '59 s left' } as const;
  const html = card({ ...watch, beeps: { last: 2, total: 3 } });
  expect(textOf(html)).toContain('Drag a key onto the engine switch');
  expect(textOf(html)).toContain('♪ beep beep (2 beeps; 3 in this run)');
  expect(textOf(card(watch))).not.toContain('beep');
});

it('shows how far a reset is', () => {
  const progress = { elapsedMs: 60_000, remainingMs: 900_000 };
  const html = card({ kind: 'watch', input: null, seed: null, status: 'erasing the keys', progress });
  expect(html).toContain('max="960000"');
  expect(textOf(html)).toContain('15:00 left.');
});

it('marks a warning', () => {
  const html = card({ kind: 'screen', isWarning: true, text: ['All keys are erased.', 'Continue?'] });
  expect(html).toContain('screen-warning');
  expect(html.match(/class="warning"/g)).toHaveLength(1);
  expect(html).toContain('<p class="warning">All keys are erased.</p>');
  expect(card({ kind: 'screen', number: 'SMRT-18-002' })).toContain('<code>SMRT-18-002</code>');
});

it('shows what went wrong meanwhile, and the notes of the bulletin', () => {
  const html = card({ alerts: ['The key is refused.'], notes: ['Connect a battery charger.'] });
  expect(html).toContain('<p class="warning" role="alert">The key is refused.</p>');
  expect(textOf(html)).toMatch(/NOTE Connect a battery charger\.$/);
});

it('goes on when each instruction has been checked', () => {
  const screen = {
    kind: 'screen',
    input: null,
    seed: null,
    checks: ['one', 'two'],
    choices: [
      { answer: 'next', label: 'I understand' },
      { answer: 'exit', label: 'Exit' },
    ],
  } as const;
  const disabled = (checked: readonly string[]): readonly string[] =>
    [...card(screen, false, checked).matchAll(/<button[^>]* disabled[^>]*>([^<]*)/g)].map(([, label]) => label ?? '');
  expect(disabled([])).toEqual(['I understand']);
  expect(disabled(['one'])).toEqual(['I understand']);
  expect(disabled(['one', 'two'])).toEqual([]);
});
