import type { WallSource } from '../../../../../can-bus/time/real-clock.ts';

interface Wake {
  readonly atUs: number;
  readonly action: () => void;
}

/** A wall clock under the test's control. */
export class FakeWall implements WallSource {
  private timeUs = 5_000_000;
  private wakes: readonly Wake[] = [];

  nowUs(): number {
    return this.timeUs;
  }

  wake(afterUs: number, action: () => void): () => void {
    const wake: Wake = { atUs: this.timeUs + afterUs, action };
    this.wakes = [...this.wakes, wake];
    return () => {
      this.wakes = this.wakes.filter((other) => other !== wake);
    };
  }

  /** Time passes, and wake-ups come when they are due. */
  pass(spanUs: number): void {
    const endUs = this.timeUs + spanUs;
    for (;;) {
      const next = this.wakes.toSorted((a, b) => a.atUs - b.atUs)[0];
      if (next === undefined || next.atUs > endUs) break;
      this.wakes = this.wakes.filter((other) => other !== next);
      this.timeUs = Math.max(this.timeUs, next.atUs);
      next.action();
    }
    this.timeUs = endUs;
  }

  /** Time passes while the process gets no turn. */
  hang(spanUs: number): void {
    this.timeUs += spanUs;
  }
}
