import { OperationError } from '../../../can-bus/errors/operation-error.ts';
import type { Car } from '../../car/car.ts';
import { carStateOf } from '../../car/car-state.ts';
import { KeyError } from '../../car/key-error.ts';
import { OTHER_VEHICLE_VIN } from '../../car/key-ring.ts';
import { formatKeyId, parseKeyId } from '../../../ecu-sim/identity/key-id.ts';
import { KEY, REACTION, type ServedKey, type ServedReaction } from '../answers.ts';
import { EMPTY_FORM } from '../../http/body-form.ts';
import type { CarControl } from '../../car/host/car-control.ts';
import { HttpError } from '../../http/http-error.ts';
import { hintOf } from '../error-hints.ts';
import { KEY_FORM, MOVE_FORM, NEW_KEY_FORM, PRESS_FORM, type MoveBody, type NewKeyBody } from '../request-bodies.ts';
import { deleteRoute, patchRoute, postRoute, type Route } from '../../http/route.ts';

/** The keys around the car. */
export function keyRoutes(control: CarControl): readonly Route[] {
  return [
    postRoute({
      path: '/api/keys',
      summary: 'create a key',
      description: 'It is outside the car: blank, or bound to another vehicle (KEY-1). Returns the key.',
      body: NEW_KEY_FORM,
      example: { life: 'blank', batteryV: 3 },
      status: 201,
      answer: KEY,
      errors: [409],
      handle: (body) => control.act((car) => madeKey(car, body)),
    }),
    patchRoute({
      path: '/api/keys/{id}',
      summary: "set the voltage of a key's battery",
      description: 'Its own battery; 2.2 V and below is weak (KEY-6). Returns the key.',
      body: KEY_FORM,
      example: { batteryV: 2.1 },
      answer: KEY,
      errors: [404],
      handle: ({ batteryV }, id) =>
        control.act((car) => {
          const known = knownKey(car, id);
          car.setKeyBattery(known, Math.round(batteryV * 1000));
          return servedKey(car, known);
        }),
    }),
    deleteRoute({
      path: '/api/keys/{id}',
      summary: 'remove a blank key',
      description: 'A key that is bound to a vehicle exists for good (KEY-1): 409. Returns the key as it was.',
      answer: KEY,
      errors: [400, 404, 409],
      handle: (id) => control.act((car) => removedKey(car, knownKey(car, id))),
    }),
    postRoute({
      path: '/api/keys/{id}/touch',
      summary: 'hold a key to the engine switch',
      description: 'Returns the reaction (KEY-4, REG, ERA); 200 even if nothing happens.',
      body: EMPTY_FORM,
      answer: REACTION,
      errors: [404],
      handle: (_body, id) => control.act((car) => car.touchKey(knownKey(car, id))),
    }),
    postRoute({
      path: '/api/keys/{id}/move',
      summary: 'move a key into the cabin or out of it',
      description: 'The reaction is "moved", or "none" if it was there already.',
      body: MOVE_FORM,
      example: { to: 'cabin' },
      answer: REACTION,
      errors: [404],
      handle: (body, id) => control.act((car) => movedKey(car, knownKey(car, id), body)),
    }),
    postRoute({
      path: '/api/keys/{id}/press',
      summary: 'press a button of a key',
      description: 'Returns the reaction (KEY-5); 200 even if nothing happens. Takes no vehicle time.',
      body: PRESS_FORM,
      example: { button: 'panic', holdMs: 1000 },
      answer: REACTION,
      errors: [404],
      handle: ({ button, holdMs = 0 }, id) => control.act((car) => car.pressButton(knownKey(car, id), button, holdMs)),
    }),
  ];
}

/** @throws HttpError: 400 for an invalid id, 404 where there is no such key */
function knownKey(car: Car, text: string): number {
  const id = parsedId(text);
  if (car.keys.has(id)) return id;
  throw new HttpError(404, `there is no key ${formatKeyId(id)}`, {
    field: 'id',
    hint: 'use a key of the car (GET /api/state), or create one (POST /api/keys)',
  });
}

function parsedId(text: string): number {
  try {
    return parseKeyId(text);
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    throw new HttpError(400, error.message, { field: 'id', ...hintOf(error) });
  }
}

/** @throws HttpError (409) where the id is in use, or the ring is full */
function madeKey(car: Car, { id, life = 'blank', batteryV }: NewKeyBody): ServedKey {
  try {
    const made = car.makeKey({
      ...(id === undefined ? {} : { id: parseKeyId(id) }),
      ...(batteryV === undefined ? {} : { batteryMv: Math.round(batteryV * 1000) }),
      boundVin: life === 'bound' ? OTHER_VEHICLE_VIN : null,
    });
    return servedKey(car, made.id);
  } catch (error) {
    // All other problems were found when the body was read.
    if (error instanceof KeyError) throw new HttpError(409, error.message, { field: 'id', hint: error.hint });
    throw error;
  }
}

/** @throws HttpError (409) where it is bound; a key in a slot always is */
function removedKey(car: Car, id: number): ServedKey {
  const key = servedKey(car, id);
  try {
    car.removeKey(id);
    return key;
  } catch (error) {
    if (error instanceof KeyError) throw new HttpError(409, error.message, { field: 'id', hint: error.hint });
    throw error;
  }
}

function servedKey(car: Car, id: number): ServedKey {
  const key = carStateOf(car).keys.find((candidate) => candidate.id === formatKeyId(id));
  if (key === undefined) throw new TypeError(`key ${formatKeyId(id)} is not there`);
  return key;
}

function movedKey(car: Car, id: number, { to }: MoveBody): ServedReaction {
  if (servedKey(car, id).location === to) return { reaction: 'none', reason: 'already-there' };
  car.moveKey(id, to);
  return { reaction: 'moved', reason: null };
}
