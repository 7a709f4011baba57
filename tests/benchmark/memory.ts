import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { factoryContent, type NvmContent } from '../../ecu-sim/memory/content.ts';
import { imageOf, storeMemory } from '../../ecu-sim/memory/non-volatile-memory.ts';
import { Car } from '../../hil/car/car.ts';
import { NvmFile } from '../../hil/car/host/nvm-file.ts';
import { lessThan, median, type Row } from './figures.ts';

const BATCHES = 50;
const WRITES_A_BATCH = 1000;
const FILE_WRITES = 300;
/** A tenth more than it took while only one copy was written, on the machine that this was written on. */
const MOST_WRITE_US = 8.8;
/** P2: what a write belongs to is acknowledged after it. */
const P2_MS = 50;

/** Figures of the ECU's memory: a write in the memory alone, and one to the `--nvm` file, synced. */
export function memoryRows(): readonly Row[] {
  const files = fileWrites().toSorted((a, b) => a - b);
  const late = files[Math.floor(files.length * 0.99)] ?? Number.NaN;
  return [
    lessThan('memory write of one block, median', median(memoryWrites()), 'µs', MOST_WRITE_US),
    lessThan('write of the --nvm file with a new key, synced, median', median(files), 'ms', P2_MS),
    lessThan('the same, 99 of 100', late, 'ms', P2_MS),
  ];
}

/** Microseconds a write, one figure a batch: keys, seeds and attempts in turn. */
function memoryWrites(): readonly number[] {
  let content: NvmContent = factoryContent({ keySlots: 7, slots: [1, 2, 3], generator: [1, 2, 3, 4] });
  let image = imageOf(content);
  return Array.from({ length: BATCHES }, () => {
    const started = performance.now();
    for (let index = 1; index <= WRITES_A_BATCH; index++) {
      const after = { ...content, ...CHANGES[index % CHANGES.length]?.(index) };
      image = storeMemory(image, content, after).image;
      content = after;
    }
    return ((performance.now() - started) / WRITES_A_BATCH) * 1000;
  });
}

const CHANGES: readonly ((index: number) => Partial<NvmContent>)[] = [
  (index) => ({ seedCounter: index }),
  (index) => ({ slots: [index, 2, 3, null, null, null, null] }),
  (index) => ({ attempts: index % 3, lifeSeconds: index }),
];

/** Milliseconds for each new key to be on the disk of the system's folder for temporary files. */
function fileWrites(): readonly number[] {
  const folder = mkdtempSync(join(tmpdir(), 'smartkey-bench-'));
  try {
    const car = new Car({ cyclicFrames: false });
    const file = new NvmFile(join(folder, 'car.nvm'), car);
    car.start();
    file.flush();
    return Array.from({ length: FILE_WRITES }, () => {
      car.makeKey({});
      const started = performance.now();
      file.flush();
      return performance.now() - started;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
