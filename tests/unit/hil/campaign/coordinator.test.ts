import { describe, expect, it } from 'vitest';
import type { Work } from '../../../../hil/campaign/job.ts';
import { inWindow } from '../../../../hil/campaign/window.ts';
import { FakeCampaign } from './fake-campaign.ts';
import { replyError } from './reply-error.ts';

const WORK: Work = { kind: 'explore', seed: 1, range: { from: 0, to: 1 } };
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe('a coordinator', () => {
  it('puts units onto the queue, and returns their results', async () => {
    const fake = new FakeCampaign();
    const coordinator = fake.open({ units: 2 });
    fake.work = () => [...fake.waiting.keys()].forEach((unit) => fake.finish(unit));
    const results = await Promise.all(['a', 'b'].map((unit) => coordinator.run(unit, WORK)));
    expect(results.map(text)).toEqual(['a', 'b']);
    await coordinator.close(true);
    expect([fake.added, fake.left, fake.isConnected, fake.progress?.total]).toEqual([2, true, false, 2]);
    expect(fake.progress).toMatchObject({ done: 2, before: 0 });
  });

  it('takes up results that are there, and asks for none of them again', async () => {
    const fake = new FakeCampaign();
    for (const unit of ['a', 'b']) fake.finish(unit);
    const coordinator = fake.open();
    fake.work = () => [...fake.waiting.keys()].forEach((unit) => fake.finish(unit));
    const results = await Promise.all(['a', 'b', 'c'].map((unit) => coordinator.run(unit, WORK)));
    expect(results.map(text)).toEqual(['a', 'b', 'c']);
    await coordinator.close(false);
    expect([fake.added, fake.left, fake.progress?.before]).toEqual([1, false, 2]);
  });

  it('counts a result that is there twice once, and has that of a later attempt ready', async () => {
    const fake = new FakeCampaign();
    const coordinator = fake.open();
    fake.work = () => {
      if (fake.waiting.delete('a-1')) for (const unit of ['a-1', 'a-1', 'a-2']) fake.finish(unit);
    };
    expect(text(await coordinator.run('a-1', WORK))).toBe('a-1');
    expect(text(await coordinator.run('a-2', WORK))).toBe('a-2');
    await coordinator.close(true);
    expect([fake.added, fake.progress?.done]).toEqual([1, 2]);
  });

  it('puts back what the queue has lost, after several looks', async () => {
    const fake = new FakeCampaign();
    const coordinator = fake.open();
    let isLost = false;
    fake.work = () => {
      if (isLost) return [...fake.waiting.keys()].forEach((unit) => fake.finish(unit));
      isLost = fake.waiting.delete('a');
    };
    expect(text(await coordinator.run('a', WORK))).toBe('a');
    await coordinator.close(true);
    expect(fake.added).toBe(2);
  });

  it('names a unit that workers could not finish', async () => {
    const fake = new FakeCampaign();
    const coordinator = fake.open();
    fake.work = () => {
      if (fake.waiting.delete('a')) fake.failed.push({ unit: 'a', reason: 'out of memory' });
    };
    await expect(coordinator.run('a', WORK)).rejects.toMatchObject({
      code: 'bench',
      message: 'no worker could finish a: out of memory',
    });
    await coordinator.close(true);
  });

  it('says every 15 s that there is no worker, or only ones of other versions', async () => {
    const fake = new FakeCampaign();
    fake.present = [];
    const coordinator = fake.open();
    fake.work = () => {
      if (fake.notices.length === 1) fake.present = [{ id: 'w', version: '2', hash: 'b', jobs: 1 }];
      if (fake.notices.length === 2) fake.finish('a');
    };
    await coordinator.run('a', WORK);
    await coordinator.close(true);
    expect(fake.notices).toEqual([
      'no worker is connected to the queue',
      'no worker has this version, 1 (build a); there are workers of 2 (build b): install the same version on both',
    ]);
    expect(fake.heartbeats.slice(0, 3)).toEqual([0, 5000, 10_000]);
  });

  it('reports no count of workers before it has counted them', async () => {
    const fake = new FakeCampaign();
    const counts: number[] = [];
    const coordinator = fake.open({ onProgress: ({ workers }) => counts.push(workers) });
    fake.work = () => [...fake.waiting.keys()].forEach((unit) => fake.finish(unit));
    await coordinator.run('a', WORK);
    await coordinator.close(true);
    expect(new Set(counts)).toEqual(new Set([1]));
  });

  it('counts workers again where a result shows that there is one after all', async () => {
    const fake = new FakeCampaign();
    const worker = fake.present;
    fake.present = [];
    const counts: number[] = [];
    const coordinator = fake.open({ onProgress: ({ workers }) => counts.push(workers) });
    fake.work = () => {
      if (!fake.waiting.has('a')) return;
      fake.present = worker;
      fake.finish('a');
    };
    await coordinator.run('a', WORK);
    const whileCounted = counts.length;
    fake.work = () => (counts.length > whileCounted + 1 ? fake.finish('b') : undefined);
    await coordinator.run('b', WORK);
    await coordinator.close(true);
    expect([counts[0], counts.at(-1)]).toEqual([0, 1]);
    expect(counts.lastIndexOf(0)).toBeLessThan(whileCounted);
  });

  it('counts jobs that are done, and all that there will be', async () => {
    const fake = new FakeCampaign();
    const coordinator = fake.open({ units: 5 });
    expect(coordinator.counts).toEqual({ done: 0, total: 5 });
    fake.work = () => [...fake.waiting.keys()].forEach((unit) => fake.finish(unit));
    await coordinator.run('a', WORK);
    expect(coordinator.counts).toEqual({ done: 1, total: 5 });
    await coordinator.close(false);
  });

  it('waits for a Redis that is away, and gives up after 20 failed commands in a row', async () => {
    const away = new Error('READONLY');
    const short = new FakeCampaign();
    short.troubles = new Array<Error>(20).fill(away);
    const waiting = short.open();
    short.work = () => [...short.waiting.keys()].forEach((unit) => short.finish(unit));
    expect(text(await waiting.run('a', WORK))).toBe('a');
    await waiting.close(true);
    const long = new FakeCampaign();
    long.troubles = new Array<Error>(21).fill(away);
    const ending = long.open();
    await expect(ending.run('a', WORK)).rejects.toMatchObject({
      message: 'the queue failed: READONLY',
      hint: 'check Redis; the same command continues',
    });
    await ending.close(false);
  });

  it('says once what Redis refuses for now, goes on, and names it where it gives up', async () => {
    const full = replyError("OOM command not allowed when used memory > 'maxmemory'.");
    const refused = "Redis at redis://h (queue q) refuses EVAL: OOM command not allowed when used memory > 'maxmemory'";
    const short = new FakeCampaign();
    short.troubles = new Array<Error>(20).fill(full);
    const waiting = short.open();
    short.work = () => [...short.waiting.keys()].forEach((unit) => short.finish(unit));
    expect(text(await waiting.run('a', WORK))).toBe('a');
    await waiting.close(true);
    expect(short.reported).toEqual([`${refused}; trying again`]);
    const long = new FakeCampaign();
    long.troubles = new Array<Error>(21).fill(full);
    const ending = long.open();
    await expect(ending.run('a', WORK)).rejects.toMatchObject({
      code: 'bench/queue-refused',
      message: refused,
      hint: expect.stringContaining('the same command continues') as string,
    });
    await ending.close(false);
  });

  it('ends at once where Redis refuses for good, also for units that are asked for then, and where it leaves', async () => {
    const fake = new FakeCampaign();
    fake.refusal = replyError('NOPERM this user has no permissions');
    fake.troubles = [fake.refusal];
    const coordinator = fake.open();
    const message = 'Redis at redis://h (queue q) refuses EVAL: NOPERM this user has no permissions';
    for (const unit of ['a', 'b']) await expect(coordinator.run(unit, WORK)).rejects.toThrow(message);
    await coordinator.close(false);
    expect([fake.isConnected, fake.reported]).toEqual([false, []]);
  });

  it('does not wait for a Redis that is away when it leaves', async () => {
    const fake = new FakeCampaign();
    fake.isAway = true;
    const coordinator = fake.open();
    coordinator.run('a', WORK).catch(() => undefined);
    await coordinator.close(false);
    expect([fake.isConnected, fake.left]).toEqual([false, null]);
  });

  it('of 100,000 units, done in any order and some twice, keeps no more than those ahead of the oldest', async () => {
    const [total, ahead] = [100_000, 500];
    const fake = new FakeCampaign();
    const coordinator = fake.open({ units: total });
    let mostHeld = 0;
    fake.work = () => {
      // The oldest last, and every hundredth twice.
      for (const unit of [...fake.waiting.keys()].reverse()) {
        fake.finish(unit);
        if (unit.endsWith('00')) fake.finish(unit);
      }
      mostHeld = Math.max(mostHeld, coordinator.held);
    };
    let next = 0;
    const units = Array.from({ length: total }, (_, unit) => unit);
    await inWindow(
      units,
      (unit) => coordinator.run(`unit-${unit}`, WORK),
      (bytes, unit) => {
        if (unit !== next || text(bytes) !== `unit-${unit}`) throw new Error(`${unit} is not the next`);
        next += 1;
      },
      ahead,
    );
    await coordinator.close(true);
    expect([next, fake.added, fake.progress?.done]).toEqual([total, total, total]);
    expect(fake.mostWaiting).toBeLessThanOrEqual(ahead);
    // Beside them the second results of 1000 units, of which it cannot know that nobody asks again.
    expect(mostHeld).toBeLessThanOrEqual(ahead + 1000);
  });

  it('that goes on reads no faster than results are taken, and asks for nothing again', async () => {
    const [total, ahead] = [100_000, 500];
    const fake = new FakeCampaign();
    for (let unit = 0; unit < total; unit++) fake.finish(`unit-${unit}`);
    const coordinator = fake.open({ units: total });
    let mostHeld = 0;
    let taken = 0;
    const units = Array.from({ length: total }, (_, unit) => unit);
    await inWindow(
      units,
      (unit) => coordinator.run(`unit-${unit}`, WORK),
      () => {
        taken += 1;
        mostHeld = Math.max(mostHeld, coordinator.held);
      },
      ahead,
    );
    await coordinator.close(true);
    expect([taken, fake.added, fake.progress?.before]).toEqual([total, 0, total]);
    expect(mostHeld).toBeLessThanOrEqual(40_000 + 2 * ahead);
  });
});
