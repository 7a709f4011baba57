import { RecordedCar } from './dashboard/recorded-car.ts';
import type { Recording } from './dashboard/recording-player.ts';

// A page that has this script before the dashboard's shows a recording, which is a file beside the page.

const STEP_MS = 50;
const RECORDING = 'recording.json';

const recording = fetch(RECORDING).then(async (response) => (await response.json()) as Recording);
const car = new RecordedCar(recording, () => performance.now());
setInterval(() => void car.step(), STEP_MS);
globalThis.recordedCar = car;
