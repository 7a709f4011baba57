import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { FrameTable } from '../../../../can-bus/frame/frame-table.ts';
import { stationSnapshot } from '../../../../can-bus/virtual-bus/bus-snapshot.ts';
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

  const NEW = {
    name: 'ecu',
    order: 3,
    queue: [],
    transmitErrors: 0,
    receiveErrors: 0,
    busOff: false,
    heldOff: false,
    busOffFromUs: 0,
    muted: false,
    background: false,
    recoverySequences: 0,
    recoveryCredit: 0,
    repeating: false,
    recoveredUs: 0,
    lastReadyUs: 0,
  };

  it('starts with no error counted and nothing queued', () => {
    const station = new Station('ecu', 3);
    expect(stationSnapshot(station, new FrameTable())).toEqual(NEW);
    expect([station.errorState, station.hasErrors]).toEqual(['error-active', false]);
  });

  it('is error-passive by either counter from 128 on, and not at 127', () => {
    const states = [
      [127, 0],
      [128, 0],
      [0, 127],
      [0, 128],
    ].map(
      ([transmitErrors, receiveErrors]) =>
        Object.assign(new Station('ecu', 0), { transmitErrors, receiveErrors }).errorState,
    );
    expect(states).toEqual(['error-active', 'error-passive', 'error-active', 'error-passive']);
  });

  it('goes bus-off with 256, whatever it had counted, and not with 255', () => {
    const station = Object.assign(new Station('ecu', 3), { transmitErrors: 247 });
    station.countTransmitError();
    expect([station.transmitErrors, station.busOff]).toEqual([255, false]);
    station.countTransmitError();
    expect(stationSnapshot(station, new FrameTable())).toEqual({
      ...NEW,
      transmitErrors: 263,
      busOff: true,
      recoverySequences: 128,
    });
  });

  it('a receive error counter of 128 restarts at 127, one of 127 counts down, and 0 stays', () => {
    const after = [128, 127, 1, 0].map((receiveErrors) => {
      const station = Object.assign(new Station('ecu', 0), { receiveErrors });
      station.countReceived();
      return station.receiveErrors;
    });
    expect(after).toEqual([127, 126, 0, 0]);
  });

  it('counts sequences of 11 recessive bits with what the last frame’s end began, and leaves one to come', () => {
    const station = new Station('ecu', 0);
    station.enterBusOff(0);
    station.countRecessiveBits(25);
    expect([station.recoverySequences, station.recoveryCredit, station.recoveryBits]).toEqual([126, 8, 1_378]);
    station.countRecessiveBits(14);
    expect(station.recoverySequences).toBe(124);
    station.countRecessiveBits(13);
    expect(station.recoverySequences).toBe(123);
    station.countRecessiveBits(100_000);
    expect([station.recoverySequences, station.recoveryBits]).toEqual([1, 3]);
  });

  it('is as new after a recovery, and after the loss of its supply', () => {
    const worn = { transmitErrors: 9, receiveErrors: 9, busOff: true, heldOff: true, recoverySequences: 9 };
    const recovered = Object.assign(new Station('ecu', 3), { ...worn, heldOff: false });
    recovered.recover(900);
    expect(stationSnapshot(recovered, new FrameTable())).toEqual({ ...NEW, recoveredUs: 900 });
    const reset = Object.assign(new Station('ecu', 3), { ...worn, repeating: true, recoveredUs: 9, lastReadyUs: 9 });
    reset.reset();
    expect(stationSnapshot(reset, new FrameTable())).toEqual(NEW);
  });
});
