import { describe, expect, it } from 'vitest';
import { eventText } from '../../../../hil/trace/event-text.ts';

const KEY = { keyId: 'A1000001' };

describe('an event in one sentence', () => {
  it.each<[Readonly<Record<string, unknown>>, string]>([
    [
      { event: 'key-touched', ...KEY, reaction: 'registered', reason: null },
      'Key A1000001 touched the engine switch: registered.',
    ],
    [
      { event: 'key-touched', ...KEY, reaction: 'refused', reason: 'weak-key-battery' },
      'Key A1000001 touched the engine switch: refused, weak key battery.',
    ],
    [
      { event: 'button-pressed', ...KEY, button: 'unlock', reaction: 'unlock-driver', reason: null },
      "Button unlock of key A1000001 was pressed: the driver's door unlocks.",
    ],
    [{ event: 'key-moved', ...KEY, to: 'cabin' }, 'Key A1000001 was moved into the cabin.'],
    [{ event: 'key-made', ...KEY, life: 'blank', batteryV: 3 }, 'Key A1000001 was made: blank, battery at 3 V.'],
    [
      { event: 'engine-switch-pressed', running: true, reason: null },
      'The engine switch was pressed: the engine is running.',
    ],
    [
      { event: 'engine-switch-pressed', running: false, reason: 'brake-not-pressed' },
      'The engine switch was pressed: the engine does not start, brake not pressed.',
    ],
    [
      { event: 'vehicle-changed', change: { doors: { driver: true, trunk: false }, powerMode: 'acc', shiftP: false } },
      "Driver's door open, trunk closed, power mode ACC, lever out of P.",
    ],
    [
      { event: 'fault-struck', node: 'doip', fault: 'doip-ack-dropped', frame: null },
      'The fault "doip ack dropped" struck a message of the gateway.',
    ],
    [
      { event: 'fault-struck', node: 'smart-key', fault: 'answer-dropped', frame: { id: '758' } },
      'The fault "answer dropped" struck frame 758 of smart-key.',
    ],
    [{ event: 'beeps-ordered', buzzer: 'exterior', count: 2 }, 'The exterior buzzer beeps twice.'],
    [{ event: 'buzzer', buzzer: 'interior', on: false }, 'The interior buzzer is silent.'],
    [{ event: 'flashers', count: 1 }, 'The flashers flash once.'],
    [
      { event: 'locks-changed', locks: { driver: false, others: true, cause: 'keyfob' } },
      "The driver's door is unlocked.",
    ],
    [
      { event: 'procedure', procedure: 'registration', state: 'awaiting-new-key' },
      'The registration is waiting for a new key.',
    ],
    [
      { event: 'procedure', procedure: 'registration', state: 'awaiting-pre-start-check' },
      'The registration is waiting for its Pre-Start Check.',
    ],
    [{ event: 'procedure', procedure: 'erasure', state: 'window-open' }, 'The erasure has its window open.'],
    [{ event: 'procedure', procedure: 'reset', state: 'of-old' }, 'The reset is in the state "of-old".'],
    [
      { event: 'uds-exchange', request: '3101020201', response: '710102022200' + '05' },
      'Smart Code Registration: enter: awaiting Pre-Start Check.',
    ],
    [
      { event: 'uds-exchange', request: '31030202', response: '7103020224000000000000EA60000500' },
      'Smart Code Registration: results: awaiting new key.',
    ],
    [{ event: 'vehicle-changed', change: { batteryV: 9 } }, '12 V supply at 9 V.'],
    [
      { event: 'key-made', ...KEY, life: 'bound', batteryV: 3 },
      'Key A1000001 was made: bound to another vehicle, battery at 3 V.',
    ],
    [
      { event: 'frame-dropped', node: 'body', frame: { id: '5B0' } },
      'Frame 5B0 of body was lost: no node received it.',
    ],
    [
      { event: 'faults-set', faults: { bus: { drop: 0.1, delayMs: 20 }, silent: ['body'] } },
      'Faults set: bus (drop 0.1, delay 20 ms), silent (body).',
    ],
    [
      { event: 'faults-set', faults: { bus: { drop: 0, corrupt: 0, delayMs: 0, ids: null }, busOff: { held: true } } },
      'Faults set: bus (none), bus off (held).',
    ],
    [{ event: 'faults-set', faults: { bus: {} } }, 'Faults set: bus (none).'],
    [{ event: 'time-set', mode: 'virtual', rate: 1, paused: false }, 'The car runs in virtual time.'],
    [{ event: 'procedure', procedure: 'none', state: 'idle' }, 'No procedure is under way.'],
    [
      { event: 'history', procedure: 'reset', outcome: 'timed-out', reason: 'step-timeout' },
      'History: reset timed out, step timeout.',
    ],
    [{ event: 'session', session: 'extended' }, 'The extended session is active.'],
    [{ event: 'security', unlockedLevel: 0 }, 'Security access is locked.'],
    [{ event: 'ecu', source: 'smart-key', state: 'booting' }, 'The Smart Key ECU is booting.'],
    [
      { event: 'uds', endpoint: 'oem', direction: 'request', payload: '1003' },
      'Request on oem: open the extended session.',
    ],
    [{ event: 'uds', endpoint: 'oem', direction: 'response', payload: '7F3178' }, 'Response on oem: pending.'],
    [{ event: 'uds-exchange', request: '22100A', response: '62100A00' }, 'Read low key battery seen: no.'],
    [
      { event: 'uds-exchange', request: '3101020101', response: '7F3122' },
      'Smart Code Reset: arm: refused, 0x22 conditionsNotCorrect.',
    ],
    [
      { event: 'message-lost', endpoint: 'generic', direction: 'response', reason: 'timeout-bs' },
      'The response on generic was lost: nobody answers with a flow control (N_TIMEOUT_Bs).',
    ],
    [
      { event: 'message-lost', endpoint: 'oem', direction: 'request', reason: 'response-under-way' },
      'A request on oem was lost: the response before it is not yet complete.',
    ],
    [
      { event: 'message-lost', endpoint: 'oem', direction: 'request', reason: 'of-a-later-version' },
      'A request on oem was lost: of a later version.',
    ],
    [{ event: 'uds-exchange', request: '3E80', response: null }, 'Tester present: no response, as requested.'],
    [
      { event: 'error-frame', node: 'body', frame: { id: '620', data: '' }, transmitErrors: 8 },
      'Error frame: frame 620 of body was damaged.',
    ],
    [{ event: 'memory-written', blocks: ['keys', 'log'] }, 'Memory written: keys, log.'],
    [
      {
        event: 'dealer-asked',
        action: 'request-reset',
        by: 'mike',
        requestNumber: '19070100001',
        outcome: 'requested',
        refusal: null,
      },
      'Mike at the dealer: request reset 19070100001: requested.',
    ],
    [{ event: 'time-set', mode: 'real', rate: 20, paused: false }, 'The car runs at 20 times real time.'],
    [{ event: 'time-set', mode: 'real', rate: 1, paused: false }, 'The car runs in real time.'],
    [{ event: 'time-set', mode: 'virtual', rate: 1, paused: true }, 'Time is paused.'],
    [{ event: 'time-advanced', fromUs: 1_000_000, toUs: 961_000_000 }, 'Time advanced from 1.000 s to 961.000 s.'],
    [
      {
        event: 'client-left',
        url: 'slcan-tcp:127.0.0.1:3333',
        client: 'slcan-tcp:127.0.0.1:50124',
        reason: 'it closed the connection',
      },
      'Client slcan-tcp:127.0.0.1:50124 left slcan-tcp:127.0.0.1:3333: it closed the connection.',
    ],
    [{ event: 'view', changed: { brake: true, timers: [] } }, 'Changed: brake, timers.'],
    [{ event: 'something-new' }, 'Something new.'],
  ])('%j', (fields, text) => {
    expect(eventText(fields)).toBe(text);
  });
});
