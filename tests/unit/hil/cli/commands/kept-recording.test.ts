import { expect, it } from 'vitest';
import { KeptRecording } from '../../../../../hil/cli/commands/kept-recording.ts';
import { Car } from '../../../../../hil/car/car.ts';
import { CarHost } from '../../../../../hil/car/host/car-host.ts';

it('keeps what is done to each car of a session', () => {
  const onFatal = (error: unknown): void => {
    throw error;
  };
  const host = new CarHost({ timeMode: 'virtual', car: new Car(), onFatal });
  host.start();
  const recording = new KeptRecording(host, 's.yaml');
  host.act((car) => car.setVehicle({ brake: true }));
  host.restart();
  recording.finish();
  recording.close();
  expect(recording.sessions.map(({ path }) => path)).toEqual(['s.yaml', 's-2.yaml']);
  host.close();
});
