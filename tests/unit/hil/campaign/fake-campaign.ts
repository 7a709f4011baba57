import { setImmediate } from 'node:timers/promises';
import { Coordinator, type CoordinatorOptions, type CoordinatorParts } from '../../../../hil/campaign/coordinator.ts';
import type { JobData } from '../../../../hil/campaign/job.ts';
import type { CampaignProgress } from '../../../../hil/campaign/progress.ts';
import type { WorkerRecord } from '../../../../hil/campaign/registry.ts';

const RESULTS_AT_ONCE = 200;

/** A queue and its registry in memory, and a clock that moves with each pause. */
export class FakeCampaign implements CoordinatorParts {
  readonly waiting = new Map<string, JobData>();
  readonly results: { readonly unit: string; readonly bytes: Uint8Array }[] = [];
  readonly failed: { unit: string; reason: string }[] = [];
  readonly notices: string[] = [];
  readonly reported: string[] = [];
  readonly heartbeats: number[] = [];
  present: readonly WorkerRecord[] = [{ id: 'w', version: '1', hash: 'a', jobs: 1 }];
  progress: CampaignProgress | null = null;
  left: boolean | null = null;
  added = 0;
  mostWaiting = 0;
  isConnected = true;
  /** Called at each pause: what happens meanwhile. */
  work: () => void = () => undefined;
  /** Thrown by the next reads of results. */
  troubles: Error[] = [];
  /** Thrown where the coordinator leaves. */
  refusal: Error | null = null;
  /** Redis answers no more: no command ends, until the connection is closed. */
  isAway = false;
  #nowMs = 0;

  readonly place: CoordinatorParts['place'] = { shown: 'redis://h (queue q)' };
  readonly clock: CoordinatorParts['clock'] = {
    nowMs: () => this.#nowMs,
    pause: async (ms) => {
      this.#nowMs += ms;
      this.work();
      await setImmediate();
    },
    within: async (ms, action) => {
      if (!this.isAway) return action.then(() => true);
      this.#nowMs += ms;
      return Promise.race([action.then(() => true), setImmediate(false)]);
    },
  };
  readonly jobs: CoordinatorParts['jobs'] = {
    add: async (jobs) => {
      await setImmediate();
      this.added += jobs.length;
      for (const job of jobs) this.waiting.set(job.unit, job);
      this.mostWaiting = Math.max(this.mostWaiting, this.waiting.size);
    },
    size: () => Promise.resolve(this.waiting.size),
    takeFailed: () => Promise.resolve(this.failed.splice(0)),
    close: () => Promise.resolve(),
  };
  readonly registry: CoordinatorParts['registry'] = {
    waitFor: () => {
      this.heartbeats.push(this.#nowMs);
      return Promise.resolve();
    },
    leave: (_campaign, _coordinator, isDone) => {
      if (this.refusal !== null) return Promise.reject(this.refusal);
      this.left = isDone;
      return Promise.resolve();
    },
    resultsAfter: async (_campaign, cursor) => {
      await setImmediate();
      if (this.isAway) {
        await this.#closed.promise;
        throw new Error('Connection is closed.');
      }
      const trouble = this.troubles.shift();
      if (trouble !== undefined) throw trouble;
      const from = Number(cursor.split('-')[0]);
      const results = this.results.slice(from, from + RESULTS_AT_ONCE);
      return { results, cursor: `${from + results.length}-0` };
    },
    workers: () => Promise.resolve(this.present),
  };

  readonly #closed = Promise.withResolvers<null>();

  disconnect = (): void => {
    this.isConnected = false;
    this.#closed.resolve(null);
  };

  open(options: Partial<CoordinatorOptions> = {}): Coordinator {
    const build = { version: '1', hash: 'a' };
    const onNotice = (text: string): number => this.notices.push(text);
    const onProgress = (progress: CampaignProgress): CampaignProgress => (this.progress = progress);
    const onTrouble = (text: string): number => this.reported.push(text);
    return new Coordinator({ campaign: 'c', build, units: null, onNotice, onTrouble, onProgress, ...options }, this);
  }

  /** A worker has done a unit: its result is its name. */
  finish(unit: string): void {
    this.waiting.delete(unit);
    this.results.push({ unit, bytes: Buffer.from(unit) });
  }
}
