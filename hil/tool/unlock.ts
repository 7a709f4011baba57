import { fromHex } from '../../can-bus/bytes/hex.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { formatKeySeed, formatSeedNumber, decodeKeySeed, RESET_SEED_LENGTH } from '../../ecu-sim/identity/seed-data.ts';
import { vinCheckSign } from '../../ecu-sim/identity/vin.ts';
import type { SecurityLevel } from '../../ecu-sim/smart-key/state.ts';
import { passCode } from './tool-commands.ts';
import type { UtilityRun } from './run-utility.ts';
import { ask, exitedAt, unexpectedResponse, page } from './ecu-requests.ts';
import type { PassCodeRequest, ShownSeed } from '../tester/command.ts';
import type { Conversation } from '../tester/conversation.ts';
import { UtilityFailure } from './utility-failure.ts';

/** Screen numbers for one pass-code in the bulletin; null where it gives none. */
export interface UnlockScreens {
  readonly title: string;
  /** "Get Pass-Code", and where the pass-code is entered. */
  readonly getNumber: string | null;
  /** The seed, with Copy and Send. */
  readonly sendNumber: string | null;
  /** Offers a way back from "Get Pass-Code"; by default it does not. */
  readonly back?: boolean;
}

/** The reason of a failure where the dealer server itself is not reachable. */
export const DEALER_UNREACHABLE = 'dealer-unreachable';

const DOING = 'a pass-code is fetched';

/**
 * Unlocks one level: seed, pass-code from the dealer, key (AUT). The seed is shown as in the bulletin: a seed number at
 * level 1, otherwise Data1 to Data3 with their check digits. Each way back to "Get Pass-Code" generates a new seed.
 *
 * @returns `back` where the technician went back from "Get Pass-Code"
 */
export function* unlock(run: UtilityRun, level: SecurityLevel, screens: UnlockScreens): Conversation<'next' | 'back'> {
  const { title, getNumber } = screens;
  for (;;) {
    const choice = yield* page({
      number: getNumber,
      title,
      lines: ['The vehicle generates a seed; get the matching pass-code from the dealer server.'],
      agree: null,
      next: 'Get Pass-Code',
      back: screens.back === true,
    });
    if (choice === 'back') return 'back';
    const response = yield* ask(Uint8Array.of(SID.securityAccess, level * 2 - 1), DOING);
    const seed = response.slice(2);
    // All zero: this level is already unlocked (ISO 14229-1).
    if (seed.length > 0 && seed.every((byte) => byte === 0)) return 'next';
    const shown = shownSeed(level, seed);
    if (shown === null) throw unexpectedResponse(DOING);
    const asked = { level, vin: run.vin, vinCheckDigit: vinCheckSign(run.vin), shown, seed };
    const typed = yield* fetched(asked, screens, run.guided);
    if (typed === null) continue;
    const key = encodePassCode(level, typed);
    yield* ask(Uint8Array.of(SID.securityAccess, level * 2, ...key), 'the pass-code is entered');
    return 'next';
  }
}

/** The seed's screen, and the pass-code's; null where the technician went back before the seed. */
function* fetched(
  asked: PassCodeRequest,
  { title, getNumber, sendNumber }: UnlockScreens,
  back: boolean,
): Conversation<string | null> {
  for (;;) {
    const lines = seedLines(asked);
    const notes = back ? seedNotes(asked) : [];
    const choice = yield* page({ number: sendNumber, title, lines, agree: null, back, seed: asked, notes });
    if (choice === 'back') return null;
    const answer = yield* passCode({ ...asked, number: getNumber, title });
    if (answer === 'exit') throw exitedAt(title);
    if (answer === 'back') continue;
    if (answer.granted) return answer.passCode;
    const reason = answer.unreachable === true ? DEALER_UNREACHABLE : 'no-pass-code';
    throw new UtilityFailure('dealer', { reason, what: answer.message, next: answer.hint });
  }
}

function shownSeed(level: SecurityLevel, seed: Uint8Array): ShownSeed | null {
  if (level === 1) {
    return seed.length === RESET_SEED_LENGTH ? { kind: 'seed-number', seedNumber: formatSeedNumber(seed) } : null;
  }
  return decodeKeySeed(seed) === null ? null : { kind: 'data', ...formatKeySeed(seed) };
}

function seedLines({ shown, vin, vinCheckDigit }: PassCodeRequest): readonly string[] {
  if (shown.kind === 'seed-number') return [`VIN          ${vin}`, `Seed number  ${shown.seedNumber}`];
  return [
    `VIN    ${vin}  CD ${vinCheckDigit}`,
    `Data1  ${shown.data1}  CD ${shown.data1CheckDigit}`,
    `Data2  ${shown.data2}  CD ${shown.data2CheckDigit}`,
    `Data3  ${shown.data3}`,
  ];
}

/** The bulletin's, for a technician. */
function seedNotes({ level }: PassCodeRequest): readonly string[] {
  const connected =
    'Get the pass-code at the tool that is connected to the vehicle: seed and pass-code belong together.';
  if (level !== 1) return [connected, 'On the dealer server, select the Add/Remove Key tab.'];
  return [
    connected,
    'On the dealer server, select the Immobilizer Reset tab. If an approval for this VIN is in your inbox, do not submit ' +
      'another request: open it, and enter this seed number.',
  ];
}

/** Six digits go over the bus as ASCII, twelve hexadecimal digits as six bytes. */
function encodePassCode(level: SecurityLevel, typed: string): Uint8Array {
  const text = typed.trim();
  if (level === 1 && /^\d{6}$/.test(text)) return new TextEncoder().encode(text);
  if (level !== 1 && /^[0-9A-Fa-f]{12}$/.test(text)) return fromHex(text);
  throw new UtilityFailure('dealer', {
    reason: 'pass-code-form',
    what: `"${text}" is not a valid pass-code: enter ${level === 1 ? 'six digits' : 'twelve hexadecimal digits'}`,
    next: 'copy the pass-code from the dealer server again; nothing was sent to the vehicle',
  });
}
