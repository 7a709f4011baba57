import { expect, it } from 'vitest';
import { QuestionCard } from '../../../../../hil/browser/dashboard/question-card.tsx';
import { TechnicianDesk } from '../../../../../hil/browser/dashboard/technician-desk.ts';
import { TECHNICIAN_EXAMPLE } from '../../../../../hil/server/technician/technician-example.ts';
import type { TechnicianQuestion } from '../../../../../hil/view/technician-state.ts';
import { carView } from '../../../../support/car-views.ts';
import { markup, textOf } from '../../../../support/markup.ts';
import { FakeServer } from './fake-server.ts';

const EXAMPLE = TECHNICIAN_EXAMPLE.question;

function card(changes: Partial<TechnicianQuestion>, isDemo = false): string {
  if (EXAMPLE === null) throw new Error('the example asks nothing');
  const demo = isDemo ? { technician: 'tara', manager: 'mona' } : null;
  const desk = new TechnicianDesk(new FakeServer({}).fetch, demo);
  const beeps = { ...carView().beeps, total: 3, last: 2 };
  return markup(QuestionCard, {
    desk,
    question: { ...EXAMPLE, ...changes },
    beeps,
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
  const desk = new TechnicianDesk(new FakeServer({}).fetch, null);
  desk.waitsFor.value = '26112900001';
  if (EXAMPLE === null) throw new Error('the example asks nothing');
  const { beeps } = carView();
  const html = markup(QuestionCard, { desk, question: EXAMPLE, beeps, enabled: true, onDealer: () => undefined });
  expect(textOf(html)).toContain("Show the dealer's inbox");
});

it('shows a seed to copy and to send', () => {
  const html = card({ kind: 'screen', input: null, text: ['Seed number  0001012345678AB9'] });
  expect(textOf(html)).toContain("Seed number 0001012345678AB9 Copy Send to the dealer's page");
});

it('says what is to be done at the car, and which beeps were heard', () => {
  const html = card({ kind: 'watch', input: null, seed: null, stimulus: 'touch-key', status: '59 s left' });
  expect(textOf(html)).toContain('Drag a key onto the engine switch');
  expect(textOf(html)).toContain('59 s left · beeps heard: 3, last 2');
});

it('shows how far a reset is', () => {
  const progress = { elapsedMs: 60_000, remainingMs: 900_000 };
  const html = card({ kind: 'watch', input: null, seed: null, status: 'erasing the keys', progress });
  expect(html).toContain('max="960000"');
  expect(textOf(html)).toContain('15:00 left.');
});

it('marks a warning', () => {
  expect(card({ kind: 'screen', agrees: true, number: 'SMRT-18-002' })).toContain('screen-warning');
  expect(card({ kind: 'screen', number: 'SMRT-18-002' })).toContain('<code>SMRT-18-002</code>');
});
