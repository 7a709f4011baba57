import type { CarView } from './car-view.ts';
import { keyRequest, seedRequest, startOf } from './request-step.ts';
import type { TechnicianUtility } from './technician-state.ts';
import { profileNumber, registeredCount } from './view-words.ts';
import { DEFAULT_BATTERY_MIN_V } from '../../ecu-sim/profile/default-values.ts';

/** A call of the HTTP interface that does a step. */
export interface NextAction {
  readonly label: string;
  readonly method: 'POST';
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the bulletin would do next. */
export interface NextStep {
  readonly title: string;
  readonly text: string;
  /** Number of the step in the bulletin's procedure; null where it has none. */
  readonly bulletinStep: number | null;
  /** What the operator does at the car. */
  readonly actions: readonly NextAction[];
  /** What the scan tool sends next, as hex; null where it is not its turn. */
  readonly tool: string | null;
}

/** @param utility what the technician's tool runs, where that is known: the procedure that follows in an idle ECU */
export function nextStep(view: CarView, utility: TechnicianUtility | null = null): NextStep {
  if (view.ecu !== 'running') return step('Wait', 'The Smart Key ECU has no supply, or is booting.', null);
  switch (view.state) {
    case 'idle':
      return idleStep(view, utility);
    case 'armed':
      return passCodeStep(view, {
        level: 2,
        start: startOf('reset', 'begin'),
        bulletinStep: 10,
        title: 'Begin the reset',
      });
    case 'running':
      return runningStep();
    case 'awaiting-registered-key':
      return touchStep(view, { title: 'Touch a registered key', bulletinStep: 16, ids: view.slots });
    case 'awaiting-pre-start-check':
      return toolStep(
        'Pre-Start CHK',
        'Select Pre-Start CHK to review the registration.',
        17,
        startOf('registration', 'check'),
      );
    case 'ready-to-start':
      return toolStep('Start', 'Close the Pre-Start CHK and select Start.', 18, startOf('registration', 'start'));
    case 'awaiting-new-key':
      return newKeyStep(view);
    case 'declared':
      return passCodeStep(view, {
        level: 4,
        start: startOf('erasure', 'open'),
        bulletinStep: 8,
        title: 'Open the erasure window',
      });
    case 'window-open':
      return windowStep(view);
  }
}

function step(title: string, text: string, bulletinStep: number | null, actions: readonly NextAction[] = []): NextStep {
  return { title, text, bulletinStep, actions, tool: null };
}

function toolStep(title: string, text: string, bulletinStep: number | null, tool: string): NextStep {
  return { title, text, bulletinStep, actions: [], tool };
}

function idleStep(view: CarView, utility: TechnicianUtility | null): NextStep {
  if (view.session === 'default') return utilityStep(view);
  switch (view.securityLevel) {
    case 1:
      return armStep(view);
    case 3:
      return enterStep(view);
    default:
      return view.seedLevel === 0 ? seedStep(view, utility) : sentSeedStep(view);
  }
}

/** RST-3: registration follows; RST-6: it is refused until a reset completes. */
function isWithoutKeys(view: CarView): boolean {
  return registeredCount(view) === 0 && !view.resetIncomplete;
}

function utilityStep(view: CarView): NextStep {
  const select = (text: string): NextStep => toolStep('Select a utility', text, null, '10 03');
  if (view.resetIncomplete) return select('The reset was not completed: select Smart Code Reset again.');
  return isWithoutKeys(view)
    ? withNewKey(view, select('No key is registered: select Smart Code Registration.'))
    : select('Select a utility: reset where all keys are lost, registration for a new key, erasure where one is lost.');
}

function enterStep(view: CarView): NextStep {
  const enter = (text: string): NextStep =>
    toolStep('Enter the registration', text, 15, startOf('registration', 'enter'));
  return isWithoutKeys(view)
    ? withNewKey(view, enter('Keep the new keys outside the vehicle, then select Next.'))
    : enter('Bring the registered key into the vehicle, then select Next.');
}

/** A step of the registration of the first keys, for which there has to be a blank one. */
function withNewKey(view: CarView, next: NextStep): NextStep {
  if (blankKeys(view).length > 0) return next;
  return { ...next, text: `${next.text} ${NO_BLANK_KEY}`, actions: [MAKE_KEY] };
}

/** No pass-code was asked for yet: whose it is follows from the tool, or from the keys. */
function seedStep(view: CarView, utility: TechnicianUtility | null): NextStep {
  if (isWithoutKeys(view)) {
    const text = 'No key is registered: Smart Code Registration is next. Select Get Pass-Code in it.';
    return withNewKey(view, toolStep('Smart Code Registration', text, null, seedRequest(3)));
  }
  if (utility === 'erase') {
    const text = 'Enter the number of registered keys that are present.';
    return toolStep('Declare the keys', text, 4, `${startOf('erasure', 'declare')} …`);
  }
  const [bulletinStep, level] = utility === 'register' ? [null, 3] : [4, 1];
  const text = 'Select Get Pass-Code: the vehicle generates a seed.';
  return toolStep('Get a seed', text, bulletinStep, seedRequest(level));
}

function sentSeedStep({ seedLevel }: CarView): NextStep {
  const text = 'Get the pass-code for the seed from the dealer server and enter it.';
  return toolStep('Enter the pass-code', text, null, keyRequest(seedLevel));
}

/** RST-1. */
function armStep(view: CarView): NextStep {
  if (!view.doors.driver) {
    const open = post("Open the driver's door", '/api/vehicle', { doors: { driver: true } });
    return step("Open the driver's door", "Open the driver's door, then select Next.", 3, [open]);
  }
  const least = profileNumber(view, 'batteryMin', DEFAULT_BATTERY_MIN_V);
  if (view.batteryV < least) {
    const charge = post('Connect a battery charger', '/api/vehicle', { batteryV: 12.6 });
    return step('Charge the battery', `The reset needs at least ${least.toFixed(1)} V.`, null, [charge]);
  }
  return toolStep('Arm the reset', 'The pass-code is right: the reset is armed next.', null, startOf('reset', 'arm'));
}

interface PassCodeStep {
  readonly level: number;
  /** What follows when the level is unlocked. */
  readonly start: string;
  readonly bulletinStep: number;
  readonly title: string;
}

function passCodeStep(view: CarView, { level, start, bulletinStep, title }: PassCodeStep): NextStep {
  if (view.securityLevel === level) return toolStep(title, 'The pass-code is right: select Next.', null, start);
  if (view.seedLevel !== level) {
    return toolStep(
      'Get Pass-Code',
      'Select Get Pass-Code: the vehicle generates a seed.',
      bulletinStep,
      seedRequest(level),
    );
  }
  const text = 'Select Send, get the pass-code from the dealer server and enter it.';
  return toolStep('Enter the pass-code', text, bulletinStep + 1, keyRequest(level));
}

function runningStep(): NextStep {
  const text = 'Wait until the reset completes. Keep the battery charged.';
  const skip = post('Skip to its end', '/api/time/advance', { toDeadline: 'procedure' });
  return step('Wait for the reset', text, null, [skip]);
}

interface TouchStep {
  readonly title: string;
  readonly bulletinStep: number;
  readonly ids: readonly (string | null)[];
}

function touchStep(view: CarView, { title, bulletinStep, ids }: TouchStep): NextStep {
  const touches = ids.flatMap((id) => {
    const isThere = id !== null && view.keys.some((key) => key.id === id);
    return isThere ? [post(`Touch with key ${id}`, `/api/keys/${id}/touch`, {})] : [];
  });
  return step(title, 'Touch the engine switch with the key.', bulletinStep, touches);
}

function newKeyStep(view: CarView): NextStep {
  const blank = blankKeys(view);
  if (blank.length > 0) return touchStep(view, { title: 'Touch the new key', bulletinStep: 19, ids: blank });
  return step('Touch the new key', NO_BLANK_KEY, 19, [MAKE_KEY]);
}

function blankKeys({ keys }: CarView): readonly string[] {
  return keys.filter(({ life }) => life === 'blank').map(({ id }) => id);
}

const NO_BLANK_KEY = 'There is no blank key: make one first.';
const MAKE_KEY = post('Make a new key', '/api/keys', { life: 'blank' });

/** ERA-3, ERA-4. */
function windowStep(view: CarView): NextStep {
  const { declared, touched } = view.erasure;
  const missing = (declared ?? 0) - touched.length;
  if (missing <= 0) {
    const text = 'All keys have touched the engine switch: select Delete to erase the others.';
    return toolStep('Delete', text, 18, startOf('erasure', 'delete'));
  }
  const ids = view.slots.filter((id) => id !== null && !touched.includes(id));
  const title = missing === 1 ? 'Touch one more key' : `Touch ${missing} more keys`;
  return touchStep(view, { title, bulletinStep: 17, ids });
}

function post(label: string, path: string, body: NextAction['body']): NextAction {
  return { label, method: 'POST', path, body };
}
