import { describe, expect, it } from 'vitest';
import { EngineEcu } from '../../../../ecu-sim/engine/engine-ecu.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { restNetwork } from '../../../../hil/car/rest-network.ts';

describe('the bus of ECUs that somebody else plays', () => {
  it('is stopped at its beginning: an ECU on it never boots, and its inputs are taken', () => {
    const network = restNetwork();
    const engine = new EngineEcu({ vin: DEFAULT_PROFILE.vin, bootTimeUs: 50_000, crankTimeUs: 0 });
    network.attach(engine);
    network.apply(engine, (_outbox, nowUs) => engine.powerOn(nowUs));
    expect([network.nowUs, network.deadlineUs()]).toEqual([0, 50_000]);
  });
});
