import { describe, expect, it } from 'vitest';
import { chooseVehicle, showVehicle, wakeByDoor, wakeByTechnician } from '../../../../hil/tool/identify-vehicle.ts';
import { EXTENDED_SESSION } from '../../../../hil/tool/ecu-requests.ts';
import { failing, play } from './scripted-vehicle.ts';

const VIN = '4T1BZ1FB4KU999999';
const OTHER_VIN = '4T1BZ1FB3KU000000';
const [OFF, ON] = ['62 10 04 00 00', '62 10 04 00 02'];

describe('TEC-5: a vehicle that is looked for by a script', () => {
  it('is found at once where it answers', () => {
    expect(play(wakeByDoor(EXTENDED_SESSION), { answers: { '10 03': '50 03 00 32 01 F4' } }).reported).toEqual([
      '10 03',
    ]);
  });

  it('is woken by its door, at most twice', () => {
    const answers = { '10 03': ['', '', '50 03 00 32 01 F4'] };
    expect(play(wakeByDoor(EXTENDED_SESSION), { answers }).reported).toEqual([
      ...['10 03', 'toggle-driver-door', '10 03', 'toggle-driver-door', '10 03'],
    ]);
    expect(failing(wakeByDoor(EXTENDED_SESSION), { answers: {} })).toMatchObject({
      part: 'bench',
      details: { reason: 'no-answer', what: 'the Smart Key ECU does not answer while it is looked for' },
    });
  });

  it.each([
    ['it refuses', { answers: { '10 03': '7F 10 21' } }, 'busy'],
    ['nobody can move the door', { answers: {}, operatorIsThere: false }, 'no-answer'],
  ])('is not looked for any more where %s', (_what, script, reason) => {
    expect(failing(wakeByDoor(EXTENDED_SESSION), script).details.reason).toBe(reason);
  });

  it.each([{}, { operatorIsThere: false }])(
    'is said to wake by its door, which a script may not move: %j',
    (script) => {
      expect(failing(wakeByDoor(EXTENDED_SESSION), { answers: {}, ...script }).details.next).toContain(
        "with the ignition off, open or close the driver's door at least every 1.5 seconds",
      );
    },
  );
});

describe('TEC-5: a vehicle that is looked for with a technician', () => {
  it('is asked again until it answers', () => {
    const answers = { '10 03': ['', '', '50 03 00 32 01 F4'] };
    const { reported, commands } = play(wakeByTechnician(EXTENDED_SESSION), { answers });
    const look = 'watch Vehicle: no response yet';
    expect(reported).toEqual(['10 03', look, '10 03', look, '10 03']);
    expect(commands[1]).toEqual({
      kind: 'watch',
      number: null,
      title: 'Vehicle',
      isWarning: true,
      lines: [
        'The Smart Key ECU does not answer.',
        'Check the cable between tool and vehicle, and switch on the ignition.',
        "If it cannot be switched on, open and close the driver's door at least every 1.5 seconds until the ECU answers, " +
          'and continue while the power is off.',
      ],
      status: 'no response yet',
      next: null,
      durationUs: 500_000,
      stimulus: 'toggle-driver-door',
      reconnect: true,
    });
  });

  it('is not looked for any more where it refuses, or the technician leaves', () => {
    expect(failing(wakeByTechnician(EXTENDED_SESSION), { answers: { '10 03': '7F 10 21' } }).part).toBe('vehicle');
    expect(failing(wakeByTechnician(EXTENDED_SESSION), { answers: {}, technician: () => 'exit' })).toMatchObject({
      part: 'bench',
      details: { reason: 'no-answer' },
    });
  });
});

describe('TEC-5: which vehicle it is', () => {
  it('is what it reports, with the ignition on', () => {
    const { result, reported } = play(chooseVehicle(VIN), { answers: { '22 10 04': ON } });
    expect([result, reported]).toEqual([VIN, ['22 10 04']]);
    expect(play(chooseVehicle(VIN), { answers: {} }).result).toBe(VIN);
  });

  it('is chosen where it reports no VIN', () => {
    const { result, commands } = play(chooseVehicle(null), {
      answers: { '22 10 04': ON },
      technician: () => ({ vin: VIN }),
    });
    expect(result).toBe(VIN);
    expect(commands[1]).toEqual({
      kind: 'vehicle',
      number: null,
      title: 'Vehicle',
      lines: [
        'The vehicle does not report a valid VIN.',
        "Choose model and year, and enter the VIN from the vehicle's plate.",
      ],
      vin: null,
    });
  });

  it('is compared with what it reports, with the ignition off', () => {
    const vins = [OTHER_VIN, VIN];
    const { result, commands } = play(chooseVehicle(VIN), {
      answers: { '22 10 04': OFF },
      technician: ({ kind }) => (kind === 'retry' ? 'again' : { vin: vins.shift() ?? '' }),
    });
    expect(result).toBe(VIN);
    expect(commands.slice(1)).toMatchObject([
      { kind: 'vehicle', lines: ['Ignition is off: verify these details.', expect.anything()], vin: VIN },
      {
        kind: 'retry',
        lines: [
          `The vehicle reports the VIN ${VIN}, not ${OTHER_VIN}.`,
          "A pass-code is valid only for the vehicle's own VIN. Check the plate, and which vehicle the tool is connected to.",
        ],
      },
      { kind: 'vehicle' },
    ]);
  });

  it('stays open where the technician leaves', () => {
    const answers = { '22 10 04': OFF };
    expect(failing(chooseVehicle(VIN), { answers }).details.reason).toBe('exit');
    const technician = ({ kind }: { readonly kind: string }): { readonly vin: string } | undefined =>
      kind === 'vehicle' ? { vin: OTHER_VIN } : undefined;
    expect(failing(chooseVehicle(VIN), { answers, technician }).part).toBe('person');
  });

  it('is shown before anything begins', () => {
    expect(play(showVehicle(VIN), { answers: {} }).commands.at(-1)).toMatchObject({
      ...{ kind: 'screen', number: null, title: 'Vehicle', agree: null, back: false },
      ...{ lines: ['Model  Avalon', 'Year   2019', `VIN    ${VIN}`], alerts: [] },
      notes: ['If the battery is low, connect a battery charger: the voltage must hold until the procedure has ended.'],
    });
  });

  it.each([
    ['2E E0', '12 V   12.0 V', []],
    ['2E DF', '12 V   12.0 V', ['The 12 V supply is at 12.0 V: connect a battery charger before you continue.']],
    ['2A 94', '12 V   10.9 V', ['The 12 V supply is at 10.9 V: connect a battery charger before you continue.']],
  ])('is shown with its supply, and a charger is asked for below 12 V: %s', (millivolts, line, alerts) => {
    const { commands } = play(showVehicle(VIN), { answers: { '22 10 05': `62 10 05 ${millivolts}` } });
    expect(commands.at(-1)).toMatchObject({ lines: expect.arrayContaining([line]) as unknown, alerts });
  });
});
