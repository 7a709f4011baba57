import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { SecurityLevel } from '../../ecu-sim/smart-key/state.ts';
import { NO_FAULTS, type DealerFaults } from '../dealer/rules/dealer-faults.ts';
import type { CarExchange, DealerAnswer } from '../scenario/bench.ts';
import type { FrameWatch, SeenFrame } from '../scenario/frame-history.ts';
import type { DealerOperation, ToolRun } from '../scenario/scenario.ts';
import { erase } from '../tool/erase.ts';
import { register } from '../tool/register.ts';
import { reset } from '../tool/reset.ts';
import type { ToolUtility } from '../tool/tool-result.ts';
import { BenchRecord } from './bench-record.ts';
import type { BenchStation } from './bench-station.ts';

/** The common part of every bench, independent of its time and its cars: it works with the stations of its cars. */
export abstract class BaseBench {
  protected readonly record: BenchRecord = new BenchRecord();

  protected abstract station(car: string): BenchStation;
  /** A key's id. @throws where the bench does not know it */
  protected abstract idOf(key: string): number;
  /** Faults of the car and its bus; {@link clearFaults} ends the dealer's. */
  protected abstract clearCarFaults(car: string): void;

  keepAlive(car: string, on: boolean): void {
    this.station(car).keepAlive(on);
  }

  passCodeFor(car: string, level: SecurityLevel, seed: Uint8Array): Uint8Array {
    return this.station(car).passCodeFor(level, seed);
  }

  askDealer(car: string, operation: DealerOperation, seed: Uint8Array | null): DealerAnswer {
    return this.station(car).askDealer(operation, seed);
  }

  orderDealerFaults(car: string, faults: Partial<DealerFaults>): void {
    this.station(car).dealer.order(faults);
  }

  clearFaults(car: string): void {
    this.clearCarFaults(car);
    this.station(car).dealer.order(NO_FAULTS);
  }

  sendFrame(car: string, frame: CanFrame): void {
    this.station(car).sendFrame(frame);
  }

  startTraffic(car: string, name: string, frame: CanFrame, cycleUs: Micros): void {
    this.station(car).startTraffic(name, frame, cycleUs);
  }

  stopTraffic(car: string, name: string): boolean {
    return this.station(car).stopTraffic(name);
  }

  lastFrame(car: string, id: number): SeenFrame | null {
    return this.station(car).frames.last(id);
  }

  watchFrames(car: string, wanted: (frame: CanFrame) => boolean): FrameWatch {
    return this.station(car).frames.watch(wanted);
  }

  keyId(key: string): Uint8Array {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, this.idOf(key));
    return bytes;
  }

  recentExchanges(): readonly CarExchange[] {
    return this.record.recentExchanges;
  }

  traceHash(): string {
    return this.record.traceHash();
  }

  protected utilityOf(run: ToolRun): ToolUtility {
    if (run.utility === 'reset') return reset();
    const touch = run.touch.map((key) => this.idOf(key));
    return run.utility === 'register' ? register({ touch }) : erase({ touch });
  }
}
