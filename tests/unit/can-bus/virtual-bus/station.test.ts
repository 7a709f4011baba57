import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { Station } from '../../../../can-bus/virtual-bus/station.ts';

describe('fault confinement of a station (ISO 11898-1)', () => {
  it('is error-passive from 128 and bus-off from 256 transmit errors, eight at a time', () => {
    const station = new Station('ecu', 0);
    const states = Array.from({ length: 32 }, () => {
      station.countTransmitError();
      return station.errorState;
    });
    expect([states[14], states[15], states[30], states[31]]).toEqual([
      'error-active',
      'error-passive',
      'error-passive',
      'bus-off',
    ]);
  });

  it('counts receive errors up to 128, and restarts at 127 after a good frame', () => {
    const station = new Station('ecu', 0);
    for (let count = 0; count < 130; count++) station.countReceiveError();
    expect([station.receiveErrors, station.errorState]).toEqual([128, 'error-passive']);
    station.countReceived();
    station.countReceived();
    expect([station.receiveErrors, station.errorState]).toEqual([126, 'error-active']);
  });

  it('counts down with each frame sent, not below zero', () => {
    const station = new Station('ecu', 0);
    station.transmitErrors = 1;
    expect(station.hasErrors).toBe(true);
    station.countTransmitted();
    station.countTransmitted();
    expect([station.transmitErrors, station.hasErrors]).toEqual([0, false]);
  });

  it('recovers from bus-off after 128 times 11 recessive bits, with both counters at zero', () => {
    const station = new Station('ecu', 0);
    station.receiveErrors = 5;
    station.enterBusOff(70);
    expect(station).toMatchObject({ errorState: 'bus-off', transmitErrors: 256, busOffFromUs: 70, recoveryBits: 1408 });
    station.recover(900);
    expect(station).toMatchObject({ errorState: 'error-active', hasErrors: false, recoveredUs: 900 });
  });

  it('forgets queue, errors and bus-off when its supply is lost', () => {
    const station = new Station('ecu', 0);
    station.queue.push(dataFrame(1, new Uint8Array(0)), 5);
    station.enterBusOff(70);
    station.heldOff = true;
    station.lastReadyUs = 9;
    station.reset();
    expect(station.queue.toArray()).toEqual([]);
    expect(station).toMatchObject({ errorState: 'error-active', hasErrors: false, heldOff: false, lastReadyUs: 0 });
  });
});
