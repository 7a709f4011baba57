import { MICROS_PER_MILLI } from '../../../can-bus/time/micros.ts';
import type { VehicleChange } from '../../car/vehicle-change.ts';
import { START, STATE } from '../answers.ts';
import { EMPTY_FORM } from '../../http/body-form.ts';
import type { CarControl } from '../../car/host/car-control.ts';
import type { EventFeed } from '../event-feed.ts';
import { POWER_CYCLE_FORM, VEHICLE_FORM, type VehicleBody } from '../request-bodies.ts';
import { carHasEnded, HttpError } from '../../http/http-error.ts';
import { eventId, parametersOf } from '../../http/query.ts';
import { postRoute, type Route } from '../../http/route.ts';
import type { CarView } from '../../view/car-view.ts';
import { DEFAULT_OFF_MS } from '../../../ecu-sim/profile/vehicle-limits.ts';

/** The car's state, its body and supply. */
export function vehicleRoutes(control: CarControl, feed: EventFeed): readonly Route[] {
  const stateOf = (): CarView => control.act(() => feed.view());
  return [
    stateRoute(stateOf, feed),
    postRoute({
      path: '/api/vehicle',
      summary: 'set doors, power mode, supply, brake, lever, speed',
      description: 'Any subset (VEH-1); omitted parts stay as they are. Returns the new state.',
      body: VEHICLE_FORM,
      example: { doors: { driver: true }, powerMode: 'on', batteryV: 12.6 },
      answer: STATE,
      handle: (body) => {
        control.act((car) => car.setVehicle(vehicleChange(body)));
        return stateOf();
      },
    }),
    postRoute({
      path: '/api/vehicle/start',
      summary: 'press the engine switch',
      description: 'Returns whether the engine runs, and if not, why (KEY-4, KEY-5, KEY-7).',
      body: EMPTY_FORM,
      answer: START,
      handle: () => control.act((car) => car.pressEngineSwitch()),
    }),
    postRoute({
      path: '/api/power-cycle',
      summary: 'power-cycle the car',
      description:
        'Returns the state once the ECUs have booted; in virtual time the clock advances by offMs and the boot time. ' +
        'Power mode and doors stay as before.',
      body: POWER_CYCLE_FORM,
      example: { offMs: 100 },
      answer: STATE,
      errors: [503],
      handle: async ({ offMs = DEFAULT_OFF_MS }) => {
        const hasBooted = await control.powerCycle(Math.round(offMs * MICROS_PER_MILLI));
        if (!hasBooted) throw carHasEnded(' before the ECUs have booted');
        return stateOf();
      },
    }),
    postRoute({
      path: '/api/restart',
      summary: 'restart with a fresh car',
      description:
        'A new car of the same profile and seed takes its place: fresh memory, two registered keys, no faults, time ' +
        'from 0. How time moves stays, and clients stay connected. Returns the new state.',
      body: EMPTY_FORM,
      answer: STATE,
      handle: () => {
        control.restart();
        return stateOf();
      },
    }),
  ];
}

function stateRoute(present: () => CarView, feed: EventFeed): Route {
  return {
    method: 'get',
    path: '/api/state',
    summary: 'show the state of the car',
    description:
      'Ids are 8 upper-case hex digits, times are whole microseconds of vehicle time; null if nothing runs. ' +
      'With "at" the state after that event.',
    query: [
      {
        name: 'at',
        description: 'the id of an event, or "oldest": the first state that is kept; default: the present state',
        schema: { anyOf: [{ type: 'integer', minimum: 0 }, { const: 'oldest' }], examples: [1042] },
      },
    ],
    body: null,
    status: 200,
    answer: STATE,
    errors: [400, 404],
    respond: (context) => {
      const { at } = parametersOf(context, ['at']);
      if (at === undefined) return context.json(present());
      return context.json(pastState(feed, at === 'oldest' ? feed.oldestViewId : eventId('at', at)));
    },
  };
}

/** @throws HttpError (404) where it is not kept, or is still to come */
function pastState(feed: EventFeed, id: number): CarView {
  const view = feed.viewAfter(id);
  if (view !== null) return view;
  throw new HttpError(404, `the state after event ${id} is not kept`, {
    field: 'at',
    hint: `ids from ${feed.oldestViewId} to ${feed.lastId} are known`,
  });
}

function vehicleChange({ batteryV, ...others }: VehicleBody): VehicleChange {
  return batteryV === undefined ? others : { ...others, batteryMv: Math.round(batteryV * 1000) };
}
