import type { Micros } from '../../can-bus/time/micros.ts';
import { interruptWrite, type LoadedMemory } from '../memory/non-volatile-memory.ts';
import type { NvmImage } from '../memory/nvm-image.ts';
import { contentAfterDelete } from './erasure.ts';
import type { FirmwareState } from './state.ts';

/** The resulting memory if the supply fails now: in the middle of a delete's write, where there is one (ERA-7). */
export function imageAtCut(memory: LoadedMemory, state: FirmwareState, nowUs: Micros): NvmImage {
  const { processing, procedure, content } = state;
  if (processing?.write === null || processing === null || procedure.kind !== 'erasure') return memory.image;
  if (memory.damaged.length > 0) return memory.image;
  const { startUs } = processing.write;
  const share = (nowUs - startUs) / (processing.finishUs - startUs);
  return interruptWrite(memory.image, content, contentAfterDelete(content, procedure), share);
}
