import { fromHex, HexError } from '../../can-bus/bytes/hex.ts';
import { isLossReason, lossWords } from '../../can-bus/isotp/lost-message.ts';
import { suppressesPositiveResponse } from '../../can-bus/uds/messages.ts';
import { describeNegativeResponse, NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { ENUMERATIONS } from '../../ecu-sim/description/codes.ts';
import { inWords, wordsOfName } from '../../ecu-sim/description/value-spec.ts';
import { describeOutcome, describeRequest } from '../tester/describe-exchange.ts';
import { changedText, sentenceOf } from '../view/changed-text.ts';
import { timeAdvancedText } from '../view/time-text.ts';
import { stateWords } from '../view/view-words.ts';
import { NEGATIVE_RESPONSE } from '../../can-bus/uds/service-ids.ts';

/** An event's fields as JSON has them. */
type Fields = Readonly<Record<string, unknown>>;

/** An event in one sentence. */
export function eventText(fields: Fields): string {
  const name = text(fields, 'event');
  const sentence = SENTENCES[name]?.(fields) ?? words(name);
  return sentenceOf(sentence);
}

const TIMES: readonly string[] = ['no times', 'once', 'twice', 'three times', 'four times', 'five times'];
const PROCEDURES: Fields = { reset: 'the reset', registration: 'the registration', erasure: 'the erasure' };
const ECUS: Fields = { 'smart-key': 'the Smart Key ECU', engine: 'the engine ECU', body: 'the body ECU' };
const DOORS: Fields = {
  driver: "driver's door",
  passenger: 'front passenger door',
  rearLeft: 'rear left door',
  rearRight: 'rear right door',
  trunk: 'trunk',
};
const TOUCHES: Fields = {
  'start-permitted': 'the engine may be started within 10 s',
  'key-recognised': 'recognized',
  registered: 'registered',
  kept: 'it stays',
};
const BUTTONS: Fields = {
  lock: 'all doors lock',
  'unlock-driver': "the driver's door unlocks",
  'unlock-all': 'all doors unlock',
  trunk: 'the trunk opens',
  'alarm-on': 'the alarm is on',
  'alarm-off': 'the alarm is off',
};
const LIVES: Fields = { blank: 'blank', bound: 'bound to another vehicle' };
const CLIENT_CAUSES = 'it left';

const SENTENCES: Readonly<Record<string, (fields: Fields) => string>> = {
  uds: udsText,
  'uds-exchange': exchangeText,
  'message-lost': lostText,
  'beeps-ordered': (fields) => `the ${text(fields, 'buzzer')} buzzer beeps ${times(fields)}`,
  buzzer: (fields) => `the ${text(fields, 'buzzer')} buzzer ${fields['on'] === true ? 'sounds' : 'is silent'}`,
  'lock-request': (fields) => `the Smart Key ECU requests: ${words(text(fields, 'request'))}`,
  'locks-changed': (fields) => locksText(member(fields, 'locks')),
  flashers: (fields) => `the flashers flash ${times(fields)}`,
  'trunk-opener': () => 'the trunk opens',
  alarm: (fields) => `the alarm is ${onOff(fields)}`,
  'key-bound': (fields) => `key ${text(fields, 'keyId')} is bound to vehicle ${text(fields, 'vin')}`,
  procedure: procedureText,
  history: historyText,
  session: (fields) => `the ${text(fields, 'session')} session is active`,
  security: (fields) =>
    fields['unlockedLevel'] === 0
      ? 'security access is locked'
      : `security level ${text(fields, 'unlockedLevel')} is unlocked`,
  fault: (fields) => `fault ${text(fields, 'code')} is ${fields['on'] === true ? 'present' : 'no longer present'}`,
  ecu: (fields) => `${ecuOf(fields)} is ${text(fields, 'state')}`,
  'vehicle-changed': (fields) => changeText(member(fields, 'change')),
  'key-made': (fields) =>
    `key ${text(fields, 'keyId')} was made: ${text(LIVES, text(fields, 'life'))}, battery at ${text(fields, 'batteryV')} V`,
  'key-removed': (fields) => `key ${text(fields, 'keyId')} is removed`,
  'key-battery-set': (fields) => `the battery of key ${text(fields, 'keyId')} is at ${text(fields, 'batteryV')} V`,
  'key-moved': (fields) =>
    `key ${text(fields, 'keyId')} was moved ${text(fields, 'to') === 'cabin' ? 'into the cabin' : 'out of the vehicle'}`,
  'key-touched': (fields) => `key ${text(fields, 'keyId')} touched the engine switch: ${reactionText(fields, TOUCHES)}`,
  'button-pressed': (fields) =>
    `button ${text(fields, 'button')} of key ${text(fields, 'keyId')} was pressed: ${reactionText(fields, BUTTONS)}`,
  'engine-switch-pressed': (fields) =>
    `the engine switch was pressed: ${fields['running'] === true ? 'the engine is running' : notDone(fields, 'the engine does not start')}`,
  'faults-set': (fields) => `faults set: ${faultsText(member(fields, 'faults'))}`,
  'faults-cleared': () => 'all faults were cleared',
  'power-cut': () => 'the 12 V supply was taken away',
  'power-back': () => 'the 12 V supply is back',
  'dealer-asked': dealerText,
  'queue-overflow': (fields) => `a frame of ${text(fields, 'node')} was lost: its queue is full`,
  'error-frame': (fields) => `error frame: frame ${frameId(fields)} of ${text(fields, 'node')} was damaged`,
  'error-state': (fields) => `node ${text(fields, 'node')} is ${words(text(fields, 'state'))}`,
  'frame-dropped': (fields) => `frame ${frameId(fields)} of ${text(fields, 'node')} was lost: no node received it`,
  'frame-aborted': (fields) => `${text(fields, 'node')} fell silent within frame ${frameId(fields)}`,
  'fault-struck': (fields) => `the fault "${words(text(fields, 'fault'))}" struck ${struckText(fields)}`,
  'memory-written': (fields) => `memory written: ${list(fields, 'blocks')}`,
  'memory-damaged': (fields) => `memory cannot be read: ${list(fields, 'blocks')}`,
  'memory-repaired': (fields) => `memory repaired from its other copy: ${list(fields, 'parts')}`,
  'memory-write-cut': (fields) =>
    `the supply failed after ${text(fields, 'bytesWritten')} of ${text(fields, 'totalBytes')} bytes of a memory write`,
  view: (fields) => changedText(member(fields, 'changed')),
  'time-set': timeText,
  'time-advanced': ({ fromUs, toUs }) => timeAdvancedText(fromUs, toUs),
  'car-restarted': () => 'the car was restarted',
  'client-connected': (fields) => `client ${text(fields, 'client')} connected to ${text(fields, 'url')}`,
  'client-left': (fields) =>
    `client ${text(fields, 'client')} left ${text(fields, 'url')}: ${text(fields, 'reason', CLIENT_CAUSES)}`,
  'scenario-started': (fields) => `the scenario "${text(fields, 'title')}" is run`,
  'step-started': (fields) => `step: ${text(fields, 'step')}`,
  'step-ended': (fields) => `step ${text(fields, 'verdict')}: ${text(fields, 'step')}`,
  'scenario-ended': (fields) => `the scenario "${text(fields, 'title')}" ended: ${text(fields, 'verdict')}`,
  'technician-started': (fields) => `the technician runs the utility "${text(fields, 'utility')}"`,
  'technician-screen': (fields) =>
    `the scan tool shows "${text(fields, 'title')}": ${text(fields, 'line').replace(/\.$/, '')}`,
  'technician-ended': (fields) => `the utility "${text(fields, 'utility')}" ended: ${text(fields, 'outcome')}`,
};

function udsText(fields: Fields): string {
  const { direction, payload } = fields;
  const bytes = bytesOf(payload);
  const endpoint = text(fields, 'endpoint');
  if (bytes === null) return `message on ${endpoint}`;
  if (direction === 'request') return `request on ${endpoint}: ${describeRequest(bytes)}`;
  const nrc = bytes[0] === NEGATIVE_RESPONSE ? bytes[2] : undefined;
  if (nrc === undefined) return `response on ${endpoint}: ${hexText(bytes)}`;
  const pending = nrc === NRC.requestCorrectlyReceivedResponsePending;
  return `response on ${endpoint}: ${pending ? 'pending' : `refused, ${describeNegativeResponse(nrc)}`}`;
}

function exchangeText(fields: Fields): string {
  const request = bytesOf(fields['request']);
  if (request === null) return 'an exchange';
  const response = bytesOf(fields['response']);
  const asked = describeRequest(request);
  if (response === null) {
    const isSuppressed = suppressesPositiveResponse(request);
    return `${asked}: ${describeOutcome(request, isSuppressed ? { kind: 'no-response' } : { kind: 'timeout', waitedFor: 'p2' })}`;
  }
  if (response[0] !== NEGATIVE_RESPONSE) return `${asked}: ${describeOutcome(request, { kind: 'positive', response })}`;
  return `${asked}: ${describeOutcome(request, { kind: 'negative', response, nrc: response[2] ?? 0 })}`;
}

function lostText(fields: Fields): string {
  const reason = text(fields, 'reason');
  const message = text(fields, 'direction') === 'response' ? 'the response' : 'a request';
  const why = isLossReason(reason) ? lossWords(reason) : words(reason);
  return `${message} on ${text(fields, 'endpoint')} was lost: ${why}`;
}

function procedureText(fields: Fields): string {
  const procedure = text(fields, 'procedure');
  if (procedure === 'none') return 'no procedure is under way';
  return stateWords(text(PROCEDURES, procedure), text(fields, 'state'));
}

function historyText(fields: Fields): string {
  const reason = text(fields, 'reason');
  const why = reason === 'none' ? '' : `, ${words(reason)}`;
  return `history: ${text(fields, 'procedure')} ${words(text(fields, 'outcome'))}${why}`;
}

function locksText(locks: Fields): string {
  const { driver, others } = locks;
  if (driver === true && others === true) return 'all doors are locked';
  return driver === false && others === true ? "the driver's door is unlocked" : 'all doors are unlocked';
}

function changeText(change: Fields): string {
  const parts = Object.entries(change).flatMap(([name, value]): readonly string[] => {
    switch (name) {
      case 'doors':
        return Object.entries(member(change, name)).map(
          ([door, isOpen]) => `${text(DOORS, door, door)} ${isOpen === true ? 'open' : 'closed'}`,
        );
      case 'powerMode':
        return [`power mode ${wordsOfName(ENUMERATIONS.powerMode, String(value))}`];
      case 'batteryV':
        return [`12 V supply at ${String(value)} V`];
      case 'brake':
        return [`brake ${value === true ? 'pressed' : 'released'}`];
      case 'shiftP':
        return [value === true ? 'lever in P' : 'lever out of P'];
      case 'speedKmh':
        return [`speed ${String(value)} km/h`];
      default:
        return [name];
    }
  });
  return parts.length === 0 ? 'nothing changed' : parts.join(', ');
}

function dealerText(fields: Fields): string {
  const number = text(fields, 'requestNumber');
  const refusal = fields['refusal'];
  const ended = typeof refusal === 'string' ? `refused, ${words(refusal)}` : words(text(fields, 'outcome'));
  return `${text(fields, 'by')} at the dealer: ${words(text(fields, 'action'))}${number === '' ? '' : ` ${number}`}: ${ended}`;
}

function timeText(fields: Fields): string {
  if (fields['paused'] === true) return 'time is paused';
  if (fields['mode'] === 'virtual') return 'the car runs in virtual time';
  return fields['rate'] === 1 ? 'the car runs in real time' : `the car runs at ${text(fields, 'rate')} times real time`;
}

/** `bus (drop 0.1, delay 20 ms), silent (body)`, without fields that change nothing; a part without faults is none. */
function faultsText(faults: Fields): string {
  return Object.entries(faults)
    .map(([part, value]) => `${inWords(part)} (${faultText(value) || 'none'})`)
    .join(', ');
}

function faultText(value: unknown): string {
  if (Array.isArray(value)) return value.map(faultText).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .filter(([, each]) => each !== null && each !== 0 && each !== false)
    .map(([name, each]) => fieldText(name, each))
    .join(', ');
}

function fieldText(name: string, value: unknown): string {
  if (value === true) return inWords(name);
  const [, quantity] = /^(.+)Ms$/.exec(name) ?? [];
  return quantity === undefined
    ? `${inWords(name)} ${faultText(value)}`
    : `${inWords(quantity)} ${faultText(value)} ms`;
}

function reactionText(fields: Fields, reactions: Fields): string {
  const reaction = text(fields, 'reaction');
  if (reaction === 'none') return notDone(fields, 'no reaction');
  return reaction === 'refused' ? notDone(fields, 'refused') : text(reactions, reaction, words(reaction));
}

function notDone(fields: Fields, what: string): string {
  const reason = fields['reason'];
  return typeof reason === 'string' ? `${what}, ${words(reason)}` : what;
}

function text(fields: Fields, name: string, otherwise = ''): string {
  const value = fields[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise;
}

function member(fields: Fields, name: string): Fields {
  const value = fields[name];
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function list(fields: Fields, name: string): string {
  const value = fields[name];
  return Array.isArray(value) ? value.join(', ') : '';
}

function times(fields: Fields): string {
  const count = Number(fields['count']);
  return TIMES[count] ?? `${count} times`;
}

function onOff(fields: Fields): string {
  return fields['on'] === true ? 'on' : 'off';
}

function ecuOf(fields: Fields): string {
  const source = text(fields, 'source');
  return text(ECUS, source, source);
}

function struckText(fields: Fields): string {
  return fields['frame'] === null ? 'a message of the gateway' : `frame ${frameId(fields)} of ${text(fields, 'node')}`;
}

function frameId(fields: Fields): string {
  return text(member(fields, 'frame'), 'id');
}

function words(name: string): string {
  return name.replaceAll('-', ' ');
}

function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}

function bytesOf(hex: unknown): Uint8Array | null {
  if (typeof hex !== 'string') return null;
  try {
    return fromHex(hex);
  } catch (error) {
    if (error instanceof HexError) return null;
    throw error;
  }
}
