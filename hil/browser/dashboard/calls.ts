import type { CarView } from '../../view/car-view.ts';
import type { DoorName } from '../components/car-doors.tsx';
import type { ApiCall } from './api-call.ts';

/** What a hand can do at the car, each as a call of the HTTP interface with the scenario step that does the same. */

export type KeyButton = 'lock' | 'unlock' | 'trunk' | 'panic';

function vehicle(body: Readonly<Record<string, unknown>>, step: string): ApiCall {
  return { method: 'POST', path: '/api/vehicle', body, step: `vehicle: { ${step} }` };
}

export function setDoor(door: DoorName, open: boolean): ApiCall {
  return vehicle({ doors: { [door]: open } }, `doors: { ${door}: ${open ? 'open' : 'closed'} }`);
}

export function setBrake(brake: boolean): ApiCall {
  return vehicle({ brake }, `brake: ${brake}`);
}

export function setShiftP(shiftP: boolean): ApiCall {
  return vehicle({ shiftP }, `shiftP: ${shiftP}`);
}

export function setPowerMode(powerMode: 'off' | 'acc' | 'on'): ApiCall {
  return vehicle({ powerMode }, `powerMode: ${powerMode}`);
}

/** The engine switch without brake: off, ACC, IG on, off again. */
export function nextPowerMode(mode: CarView['powerMode']): 'off' | 'acc' | 'on' {
  if (mode === 'off') return 'acc';
  return mode === 'acc' ? 'on' : 'off';
}

export function setSupply(batteryV: number): ApiCall {
  return vehicle({ batteryV }, `batteryV: ${batteryV} V`);
}

export function setSpeed(speedKmh: number): ApiCall {
  return vehicle({ speedKmh }, `speedKmh: ${speedKmh}`);
}

export function pressEngineSwitch(): ApiCall {
  return { method: 'POST', path: '/api/vehicle/start', body: null, step: 'startEngine: { expect: {} }' };
}

export function powerCycle(offMs: number): ApiCall {
  return { method: 'POST', path: '/api/power-cycle', body: { offMs }, step: `powerCycle: { offMs: ${offMs} }` };
}

/** The keys that a scenario has without a word about them, by the names it has for them. */
const SCENARIO_KEYS: Readonly<Record<string, string>> = { A1000001: 'master', A1000002: 'valet' };

/** A key's name in a scenario: any but the first two has to be declared there, under a name made of its id. */
function keyName(id: string): string {
  return SCENARIO_KEYS[id] ?? `key-${id.toLowerCase()}`;
}

export function touchKey(id: string): ApiCall {
  return { method: 'POST', path: `/api/keys/${id}/touch`, body: null, step: `touch: { key: ${keyName(id)} }` };
}

export function moveKey(id: string, to: 'cabin' | 'outside'): ApiCall {
  return {
    method: 'POST',
    path: `/api/keys/${id}/move`,
    body: { to },
    step: `move: { key: ${keyName(id)}, to: ${to} }`,
  };
}

export function pressButton(id: string, button: KeyButton, holdMs = 0): ApiCall {
  const held = holdMs === 0 ? '' : `, holdMs: ${holdMs}`;
  const body = holdMs === 0 ? { button } : { button, holdMs };
  const step = `press: { key: ${keyName(id)}, button: ${button}${held} }`;
  return { method: 'POST', path: `/api/keys/${id}/press`, body, step };
}

export function makeKey(life: 'blank' | 'bound'): ApiCall {
  return { method: 'POST', path: '/api/keys', body: { life }, step: null };
}

export function setKeyBattery(id: string, batteryV: number): ApiCall {
  const step = `fault: { keyBattery: [{ key: ${keyName(id)}, batteryV: ${batteryV} }] }`;
  return { method: 'PATCH', path: `/api/keys/${id}`, body: { batteryV }, step };
}

export function removeKey(id: string): ApiCall {
  return { method: 'DELETE', path: `/api/keys/${id}`, body: null, step: null };
}

/** What may be said of time: mode, rate, pause. */
export interface TimeChange {
  readonly mode?: 'real' | 'virtual';
  readonly rate?: number;
  readonly paused?: boolean;
}

export function setTime(change: TimeChange): ApiCall {
  return { method: 'POST', path: '/api/time', body: { ...change }, step: null };
}

export function advance(seconds: number): ApiCall {
  return { method: 'POST', path: '/api/time/advance', body: { seconds }, step: `advance: ${seconds} s` };
}

/** To an instant of vehicle time, from the present one. */
export function advanceTo(nowUs: number, timeUs: number): ApiCall {
  return { ...advance((timeUs - nowUs) / 1e6), step: `at: ${(timeUs / 1e6).toFixed(6)} s` };
}

/** To the end of the procedure that runs. */
export function advanceToEnd(): ApiCall {
  const body = { toDeadline: 'procedure' };
  return { method: 'POST', path: '/api/time/advance', body, step: 'advanceTo: { deadline: procedure }' };
}

export function restart(): ApiCall {
  return { method: 'POST', path: '/api/restart', body: null, step: null };
}

export function clearFaults(): ApiCall {
  return { method: 'DELETE', path: '/api/faults', body: null, step: 'fault: none' };
}
