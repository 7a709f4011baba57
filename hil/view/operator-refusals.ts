import type { RowOf } from './refusal-row.ts';
import { goOn } from './order-refusals.ts';
import { keyWords, procedureWords, voltWords } from './view-words.ts';
import { WEAK_KEY_BATTERY_MV } from '../../ecu-sim/smart-key/limits.ts';

/** What an operator did without effect, by what it was and the reaction's reason. */

/** 8 hex digits; null where no key is part of it. */
type KeyId = string | null;

function keyIs(view: Parameters<RowOf<KeyId>>[0], keyId: KeyId): string {
  return keyId === null ? 'it is none' : keyWords(view, keyId);
}

const ECU_OFF: RowOf<KeyId> = ({ ecu }) => ({
  rule: 'VEH-4',
  condition: 'the Smart Key ECU must be running',
  value: ecu === 'booting' ? 'it is booting' : ecu === 'off' ? 'it has no supply' : 'it has just lost its supply',
  next: 'wait until it has booted',
});

const TOUCH_ROWS: Readonly<Record<string, RowOf<KeyId>>> = {
  'ecu-off': ECU_OFF,
  'not-registered': (view, keyId) => ({
    rule: view.procedure === 'registration' ? 'REG-3' : view.procedure === 'erasure' ? 'ERA-3' : 'KEY-4',
    condition: 'the key must be registered',
    value: keyIs(view, keyId),
    next: 'touch with a registered key',
  }),
  'procedure-under-way': (view) => ({
    rule: 'KEY-4',
    condition: 'no other procedure may be under way',
    value: procedureWords(view),
    next: goOn(view),
  }),
  'not-started': (view) => ({
    rule: 'REG-3',
    condition: 'a further key can touch the engine switch only after the Pre-Start Check and the start',
    value: procedureWords(view),
    next: goOn(view),
  }),
  'window-not-open': (view) => ({
    rule: 'ERA-2',
    condition: 'the erasure window must be open',
    value: procedureWords(view),
    next: goOn(view),
  }),
  'delete-under-way': () => ({
    rule: 'ERA-7',
    condition: 'the delete must not have been requested yet',
    value: 'its memory write is under way',
    next: 'wait for the response to the delete',
  }),
  'already-touched': (view, keyId) => ({
    rule: 'ERA-3',
    condition: 'each key counts once',
    value: `key ${keyId ?? ''} has touched already (${view.erasure.touched.length} of ${view.erasure.declared ?? 0} have)`,
    next: goOn(view),
  }),
  antenna: () => ({
    rule: 'REG-6',
    condition: 'the front antenna must work',
    value: 'fault B27A5 is present',
    next: 'remove B27A5, then touch again',
  }),
  'already-registered': (view, keyId) => ({
    rule: 'REG-6',
    condition: 'the key must be new',
    value: keyIs(view, keyId),
    next: 'touch the engine switch with a blank key',
  }),
  'bound-elsewhere-or-retired': (view, keyId) => ({
    rule: 'KEY-3',
    condition: 'the key must be blank: no other can ever be registered',
    value: keyIs(view, keyId),
    next: 'touch the engine switch with a blank key',
  }),
  'weak-key-battery': ({ keys }, keyId) => ({
    rule: 'KEY-6',
    condition: `the key's own battery must have more than ${voltWords(WEAK_KEY_BATTERY_MV / 1000)}`,
    value: `it has ${voltWords(keys.find(({ id }) => id === keyId)?.batteryV ?? 0)}`,
    next: "change the key's battery, then touch again",
  }),
};

const BUTTON_ROWS: Readonly<Record<string, RowOf<KeyId>>> = {
  'ecu-off': ECU_OFF,
  'not-registered': (view, keyId) => ({
    rule: 'KEY-5',
    condition: 'the key must be registered',
    value: keyIs(view, keyId),
    next: 'press the button of a registered key',
  }),
  'held-too-short': () => ({
    rule: 'KEY-5',
    condition: 'panic must be held for at least 1 s',
    value: 'it was released before',
    next: 'hold it for 1 s',
  }),
};

const START_ROWS: Readonly<Record<string, RowOf<KeyId>>> = {
  'ecu-off': ECU_OFF,
  'immobilizer-set': (view) => ({
    rule: 'KEY-7',
    condition: 'a key must be registered and no reset may run',
    value: view.state === 'running' ? procedureWords(view) : 'no key is registered',
    next: view.state === 'running' ? goOn(view) : 'register a key',
  }),
  'steering-lock-fault': () => ({
    rule: 'VEH-8',
    condition: 'the steering lock must work',
    value: 'fault B2781 is present',
    next: 'remove B2781, then press the engine switch',
  }),
  'no-registered-key': () => ({
    rule: 'KEY-5',
    condition: 'a registered key must be in the cabin, or have touched the engine switch in the last 10 s',
    value: 'no registered key is there',
    next: 'bring a registered key into the cabin, or touch the engine switch with it',
  }),
  'brake-not-pressed': () => ({
    rule: 'KEY-5',
    condition: 'the brake must be pressed',
    value: 'it is released',
    next: 'press the brake, then the engine switch',
  }),
  'shift-not-in-p': () => ({
    rule: 'KEY-5',
    condition: 'the shift lever must be in P',
    value: 'it is not',
    next: 'move it to P, then press the engine switch',
  }),
};

/** By the name of the stimulus. */
export const OPERATOR_ROWS: Readonly<Record<string, Readonly<Record<string, RowOf<KeyId>>>>> = {
  'key-touched': TOUCH_ROWS,
  'button-pressed': BUTTON_ROWS,
  'engine-switch-pressed': START_ROWS,
};
