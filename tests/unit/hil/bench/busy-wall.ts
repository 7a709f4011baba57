import { FakeWall } from '../car/host/fake-wall.ts';

/** Each look at it finds the slice over; the process has its turn at once. */
export class BusyWall extends FakeWall {
  turns = 0;
  readonly #onTurn: (turn: number) => void;

  constructor(onTurn: (turn: number) => void = () => undefined) {
    super();
    this.#onTurn = onTurn;
  }

  override nowUs(): number {
    this.hang(20_000);
    return super.nowUs();
  }

  override wake(_afterUs: number, action: () => void): () => void {
    this.turns += 1;
    this.#onTurn(this.turns);
    action();
    return () => undefined;
  }
}
