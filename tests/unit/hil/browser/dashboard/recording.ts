import type { Recording } from '../../../../../hil/browser/dashboard/recording-player.ts';
import type { ViewEvent } from '../../../../../hil/view/served-event.ts';
import { carView } from '../../../../support/car-views.ts';

const door = (timeUs: number, driver: boolean): ViewEvent => {
  const changed = { doors: { ...carView().doors, driver }, timeMode: 'virtual', lagMs: 7 } as const;
  return { id: 90, timeUs, kind: 'state', source: 'car', text: 'Changed: doors.', event: 'view', changed };
};

/** Two seconds: a door opens and closes, a procedure begins; a frame every 10 ms. */
export const RECORDING: Recording = {
  start: carView({ timeUs: 0, lastEventId: 41, timeMode: 'virtual' }),
  events: [
    door(500_000, true),
    { id: 91, timeUs: 600_000, kind: 'time', source: 'host', event: 'time-advanced', text: 'Time advanced.' },
    { ...door(700_000, true), changed: { timeMode: 'virtual' } },
    door(1_000_000, false),
    {
      ...door(1_200_000, false),
      changed: { procedure: 'reset', procedureSinceUs: 1_200_000, procedureDeadlineUs: 1_900_000 },
    },
  ],
  frames: Array.from({ length: 200 }, (_, index) => [10_000 * (index + 1), 'body', '620', '0000000000000000'] as const),
  endUs: 2_000_000,
};
