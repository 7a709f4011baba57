import { ROUTINES } from '../../ecu-sim/description/smart-key/routines.ts';
import type { CarView } from './car-view.ts';

/** Parts of sentences about a view. */

export const PROCEDURE_TITLES: Readonly<Record<CarView['procedure'], string>> = {
  none: 'no procedure',
  reset: ROUTINES.reset.title,
  registration: ROUTINES.registration.title,
  erasure: ROUTINES.erasure.title,
};

const STATE_WORDS: Readonly<Record<CarView['state'], string>> = {
  idle: 'is idle',
  armed: 'is armed',
  running: 'is running',
  'awaiting-registered-key': 'is waiting for a registered key',
  'awaiting-pre-start-check': 'is waiting for its Pre-Start Check',
  'ready-to-start': 'is ready to start',
  'awaiting-new-key': 'is waiting for a new key',
  declared: 'has keys declared and no window open yet',
  'window-open': 'has its window open',
};

/** What is under way. */
export function procedureWords({ procedure, state }: CarView): string {
  return procedure === 'none' ? 'no procedure is under way' : stateWords(PROCEDURE_TITLES[procedure], state);
}

/** In which state something is: `the registration is waiting for a new key`. A state of another version as it is named. */
export function stateWords(subject: string, state: string): string {
  const known: Readonly<Record<string, string>> = STATE_WORDS;
  return `${subject} ${known[state] ?? `is in the state "${state}"`}`;
}

/** What a key is to this car. */
export function keyWords(view: CarView, keyId: string): string {
  const slot = view.slots.indexOf(keyId);
  if (slot >= 0) return `key ${keyId} is registered in slot ${slot + 1}`;
  if (view.retired.includes(keyId)) return `key ${keyId} is retired`;
  const life = view.keys.find(({ id }) => id === keyId)?.life;
  return life === 'bound' ? `key ${keyId} is bound to another vehicle` : `key ${keyId} is blank`;
}

export function registeredCount({ slots, freeSlots }: CarView): number {
  return slots.length - freeSlots;
}

/** An instant to wait for, never too early: `12.500 s`. */
export function instantWords(timeUs: number): string {
  return `${(Math.ceil(timeUs / 1000) / 1000).toFixed(3)} s`;
}

/** What a profile says of a number; its default where it says nothing. */
export function profileNumber({ profile }: CarView, name: string, normal: number): number {
  const value = profile.differs[name];
  return typeof value === 'number' ? value : normal;
}

/** A voltage to the millivolt, so that it never looks like the limit that it misses: `10.9 V`, `10.999 V`. */
export function voltWords(volts: number): string {
  return `${volts.toFixed(3).replace(/0{1,2}$/, '')} V`;
}

export function hexWords(bytes: Uint8Array): string {
  return Array.from(bytes, hexByte).join(' ');
}

export function hexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
