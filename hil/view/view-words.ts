import { ROUTINES } from '../../ecu-sim/description/smart-key/routines.ts';
import type { CarView } from './car-view.ts';

/** Parts of sentences about a view. */

const PROCEDURE_TITLES: Readonly<Record<CarView['procedure'], string>> = {
  none: 'no procedure',
  reset: ROUTINES.reset.title,
  registration: ROUTINES.registration.title,
  erasure: ROUTINES.erasure.title,
};

/** What is under way. */
export function procedureWords({ procedure, state }: CarView): string {
  if (procedure === 'none') return 'no procedure is under way';
  return `${PROCEDURE_TITLES[procedure]} is ${state === 'running' ? 'running' : words(state)}`;
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

/** An instant for people: `12.500 s`. */
export function instantWords(timeUs: number): string {
  return `${(timeUs / 1_000_000).toFixed(3)} s`;
}

/** What a profile says of a number; its default where it says nothing. */
export function profileNumber({ profile }: CarView, name: string, normal: number): number {
  const value = profile.differs[name];
  return typeof value === 'number' ? value : normal;
}

/** `awaiting-new-key` as words. */
function words(name: string): string {
  return name.replaceAll('-', ' ');
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
