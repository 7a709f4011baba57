import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import { createWorld, type World } from '../world/world.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { Part } from './part.ts';
import type { Batch, Level, Node } from './level.ts';
import type { PartCalls, PartFigures, PartPort, PartReply, PartRequest, PartSnapshot } from './part-port.ts';

/** What a thread is started with. */
export interface PartSettings {
  readonly spec: WorldSpec;
  readonly part: number;
  readonly parts: number;
}

/** Relative to this file; to the built command; to a part of it that is loaded later. */
const WORKER_FILES = ['./worker.ts', './explore-worker.js', '../explore-worker.js'];

/** The parts of a search: one stays in this thread, several get a thread each. */
export function openParts(world: World, jobs: number): readonly PartPort[] {
  if (jobs === 1) return [portTo(new Part(world, 0, 1))];
  return Array.from({ length: jobs }, (_none, part) => new ThreadPort({ spec: world.spec, part, parts: jobs }));
}

/** @param part one in this thread */
function portTo(part: PartCalls): PartPort {
  return {
    begin: () => Promise.resolve(part.begin()),
    expand: (count) => Promise.resolve(part.expand(count)),
    report: () => Promise.resolve(part.report()),
    admit: (batches) => Promise.resolve(part.admit(batches)),
    advance: (accepted) => Promise.resolve(part.advance(accepted)),
    give: (count) => Promise.resolve(part.give(count)),
    take: (nodes) => Promise.resolve(part.take(nodes)),
    snapshot: () => Promise.resolve(part.snapshot()),
    load: (words) => Promise.resolve(part.load(words)),
    figures: () => Promise.resolve(part.figures()),
    close: () => Promise.resolve(),
  };
}

/** The part of a thread. */
export function createPart({ spec, part, parts }: PartSettings): Part {
  return new Part(createWorld(spec), part, parts);
}

class ThreadPort implements PartPort {
  readonly #worker: Worker;

  constructor(settings: PartSettings) {
    this.#worker = new Worker(workerFile());
    this.#worker.postMessage(settings);
  }

  begin(): Promise<void> {
    return this.#call({ name: 'begin' });
  }

  expand(count: number): Promise<number> {
    return this.#call({ name: 'expand', count });
  }

  report(): Promise<Level> {
    return this.#call({ name: 'report' });
  }

  admit(batches: readonly Batch[]): Promise<readonly Uint32Array[]> {
    return this.#call({ name: 'admit', batches });
  }

  advance(accepted: readonly Uint32Array[]): Promise<PartFigures> {
    return this.#call({ name: 'advance', accepted });
  }

  give(count: number): Promise<readonly Node[]> {
    return this.#call({ name: 'give', count });
  }

  take(nodes: readonly Node[]): Promise<void> {
    return this.#call({ name: 'take', nodes });
  }

  snapshot(): Promise<PartSnapshot> {
    return this.#call({ name: 'snapshot' });
  }

  load(words: Uint32Array): Promise<void> {
    return this.#call({ name: 'load', words });
  }

  figures(): Promise<PartFigures> {
    return this.#call({ name: 'figures' });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #call<Value>(request: PartRequest): Promise<Value> {
    return new Promise((resolve, reject) => {
      const onReply = (reply: PartReply<Value>): void => {
        this.#worker.off('error', reject);
        if ('error' in reply) reject(reply.error);
        else resolve(reply.value);
      };
      this.#worker.once('message', onReply);
      this.#worker.once('error', reject);
      this.#worker.postMessage(request);
    });
  }
}

function workerFile(): string {
  const files = WORKER_FILES.map((name) => fileURLToPath(new URL(name, import.meta.url)));
  const found = files.find((file) => existsSync(file));
  if (found === undefined) throw new Error(`there is no ${files.join(' or ')}: run npm run build`);
  return found;
}
