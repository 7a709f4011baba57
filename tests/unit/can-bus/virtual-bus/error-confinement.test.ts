import { describe, expect, it } from 'vitest';
import { ErrorConfinement } from '../../../../can-bus/virtual-bus/error-confinement.ts';
import { Station } from '../../../../can-bus/virtual-bus/station.ts';

function bus(): {
  readonly stations: readonly [Station, Station, Station];
  readonly confinement: ErrorConfinement;
  readonly lines: string[];
} {
  const stations = [new Station('sender', 0), new Station('receiver', 1), new Station('off', 2)] as const;
  stations[2].enterBusOff(0);
  const lines: string[] = [];
  const confinement = new ErrorConfinement(stations, (timeUs, event) => {
    if (event.kind === 'error-state')
      lines.push(`${timeUs} ${event.node} ${event.state} ${event.transmitErrors} ${event.receiveErrors}`);
  });
  return { stations, confinement, lines };
}

describe('the error counters of a bus', () => {
  it('an error frame counts with every station that receives it', () => {
    const { stations, confinement } = bus();
    confinement.countErrorFrame(stations[0], 5);
    expect(stations.map(({ receiveErrors }) => receiveErrors)).toEqual([0, 1, 0]);
  });

  it('the 128th makes a receiver error-passive, which is reported once', () => {
    const { stations, confinement, lines } = bus();
    for (let time = 1; time <= 130; time++) confinement.countErrorFrame(stations[0], time);
    expect(lines).toEqual(['128 receiver error-passive 0 128']);
  });

  it('a good frame counts down, with the sender only if it has transmitted it', () => {
    const { stations, confinement } = bus();
    stations[0].countTransmitError();
    stations[1].countReceiveError();
    expect(confinement.countGoodFrame(stations[0], false, 1)).toBe(true);
    expect(stations.map(({ transmitErrors, receiveErrors }) => [transmitErrors, receiveErrors])).toEqual([
      [8, 0],
      [0, 0],
      [256, 0],
    ]);
    for (let frame = 0; frame < 7; frame++) expect(confinement.countGoodFrame(stations[0], true, 2)).toBe(true);
    expect(confinement.countGoodFrame(stations[0], true, 3)).toBe(false);
  });
});
