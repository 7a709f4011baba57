import {
  seedFields,
  type OperatorQuestion,
  type PassCodeRequest,
  type ShownText,
  type WatchCommand,
} from '../../tester/command.ts';
import { OLDEST_TOOL_VERSION } from '../../dealer/rules/tool-version.ts';
import { dealerLink } from '../../tool/dealer/dealer-link.ts';
import type {
  TechnicianChoice,
  TechnicianInput,
  TechnicianQuestion,
  TechnicianSeed,
} from '../../view/technician-state.ts';

/** A question that has no number yet. */
export type QuestionForm = Omit<TechnicianQuestion, 'id'>;

const EXIT: TechnicianChoice = { answer: 'exit', label: 'Exit' };
const BACK: TechnicianChoice = { answer: 'back', label: 'Back' };
const NOTHING_MORE = {
  agrees: false,
  checks: [],
  input: null,
  seed: null,
  status: null,
  progress: null,
  stimulus: null,
} as const;

/** What a command asks a person, with everything that can be answered. */
export function questionOf(asked: OperatorQuestion): QuestionForm {
  const shown = 'lines' in asked ? asked : { ...asked, lines: ['Enter the pass-code from the dealer server.'] };
  const head = { ...NOTHING_MORE, kind: asked.kind, ...textOf(shown) };
  switch (asked.kind) {
    case 'screen': {
      const { agree, next = 'Next', back = false, isLast = false, seed, checks = [] } = asked;
      const forward = { answer: 'next', label: agree ?? next };
      const isOnlyWayOut = isLast && next === 'Exit';
      const choices = [forward, ...(back ? [BACK] : []), ...(isOnlyWayOut ? [] : [EXIT])];
      const shownSeed = seed === undefined ? null : seedOf(seed);
      return { ...head, choices, checks, agrees: agree !== null, seed: shownSeed };
    }
    case 'pass-code':
      return { ...head, choices: [BACK, EXIT], input: input('pass-code', 'Pass-Code Number'), seed: seedOf(asked) };
    case 'retry':
      return { ...head, isWarning: true, choices: [{ answer: 'again', label: 'Try again' }, EXIT] };
    case 'count':
      return { ...head, choices: [BACK, EXIT], input: input('count', asked.question) };
    case 'vehicle':
      return { ...head, choices: [EXIT], input: input('vin', 'VIN', asked.vin ?? '') };
  }
}

/** What is shown while the vehicle is watched. */
export function watchOf(shown: WatchCommand): QuestionForm {
  const { kind, status, progress = null, next, stimulus = null } = shown;
  const choices = [...(next === null ? [] : [{ answer: 'next', label: next }]), EXIT];
  return { ...NOTHING_MORE, kind, ...textOf(shown), choices, status, progress, stimulus };
}

type TextForm = Pick<QuestionForm, 'number' | 'title' | 'text' | 'isWarning' | 'alerts' | 'notes' | 'beeps'>;

/** As the terminal shows it. */
function textOf(shown: ShownText): TextForm {
  const { number, title, lines: text, isWarning = false, alerts = [], notes = [], beeps = null } = shown;
  return { number, title, text, isWarning, alerts, notes, beeps };
}

function input(form: TechnicianInput['form'], label: string, value = ''): TechnicianInput {
  return { form, label, value };
}

/** No origin: the dealer server is beside the car. */
const ANY_ORIGIN = 'http://dealer.invalid';

function seedOf(request: PassCodeRequest): TechnicianSeed {
  const { level, vin, vinCheckDigit, shown } = request;
  const isReset = shown.kind === 'seed-number';
  const fields = { ...seedFields(shown), ...(isReset ? {} : { vin, vinCheckDigit }), toolVersion: OLDEST_TOOL_VERSION };
  const copy = isReset
    ? shown.seedNumber
    : [
        `VIN\t${vin}\t${vinCheckDigit}`,
        `Data1\t${shown.data1}\t${shown.data1CheckDigit}`,
        `Data2\t${shown.data2}\t${shown.data2CheckDigit}`,
        `Data3\t${shown.data3}`,
      ].join('\n');
  const link = dealerLink(ANY_ORIGIN, request, OLDEST_TOOL_VERSION).slice(ANY_ORIGIN.length);
  return { level, vin, fields, copy, link };
}
