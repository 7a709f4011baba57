import type { Car } from '../car.ts';
import type { BusState, ToolLink } from './car-control.ts';
import type { HostEvent } from './host-event.ts';
import type { ToolNode } from './tool-node.ts';
import type { VehicleTime } from './vehicle-time.ts';

/** The bus of the tools of this process, as a state names it. */
const IN_PROCESS_URL = 'virtual';

interface HostedToolsParts {
  readonly car: Car;
  readonly time: () => VehicleTime;
  /** Does the work as a way into the car. */
  readonly enter: <Result>(work: () => Result) => Result;
  readonly hasEnded: () => boolean;
  readonly report: (event: HostEvent) => void;
}

/** The tools of this process: clients of the car's bus without a port between. */
export class HostedTools {
  readonly #parts: HostedToolsParts;
  readonly #tools = new Set<ToolNode>();

  constructor(parts: HostedToolsParts) {
    this.#parts = parts;
  }

  connect(tool: ToolNode): ToolLink {
    const { car, time, enter } = this.#parts;
    enter(() => {
      time().bringToPresent();
      tool.sinceUs = car.nowUs;
      car.attach(tool);
      time().waitForNext();
    });
    this.#tools.add(tool);
    this.#report(tool, true);
    return {
      apply: (action) =>
        enter(() => {
          time().bringToPresent();
          time().beforeFrame(null);
          try {
            return car.network.apply(tool, action);
          } finally {
            time().afterFrame();
          }
        }),
      adjust: (action) =>
        enter(() => {
          time().bringToPresent();
          car.network.apply(tool, action);
          time().waitForNext();
        }),
      leave: () => this.#leave(tool),
    };
  }

  /** The bus of the tools; none where there is no tool. */
  state(loadPercent: number): readonly BusState[] {
    if (this.#tools.size === 0) return [];
    const clients = [...this.#tools].map((tool) => ({
      id: tool.name,
      since: tool.sinceUs,
      framesIn: tool.framesIn,
      framesOut: tool.framesOut,
      waiting: this.#parts.car.network.stationOf(tool).queue.length,
    }));
    return [{ url: IN_PROCESS_URL, clients, loadPercent }];
  }

  restarted(): void {
    for (const tool of this.#tools) tool.sinceUs = 0;
  }

  #leave(tool: ToolNode): void {
    const { car, enter, hasEnded } = this.#parts;
    if (!this.#tools.delete(tool) || hasEnded()) return;
    enter(() => car.detach(tool));
    this.#report(tool, false);
  }

  #report({ name: client }: ToolNode, on: boolean): void {
    const { car, report } = this.#parts;
    const head = { timeUs: car.nowUs, kind: 'client', url: IN_PROCESS_URL, client } as const;
    if (on) report({ ...head, event: 'client-connected' });
    else report({ ...head, event: 'client-left', cause: 'requested', reason: 'it has finished' });
  }
}
