import { describe, expect, it } from 'vitest';
import { freshForm } from '../../../../../../hil/dealer/pages/kit/typed-form.ts';
import {
  orderFields,
  requesterDetails,
  toolVersionField,
  VEHICLE_LABELS,
} from '../../../../../../hil/dealer/pages/kit/vehicle-form-parts.ts';
import { controlsOf, detailsOf, htmlOf } from '../read-page.ts';
import { formWith, TARA } from '../sample-people.ts';

describe('what forms about a vehicle share', () => {
  it('is who asks: dealer and technician', async () => {
    expect(detailsOf(await htmlOf(requesterDetails({ ...TARA, name: '<Tara>' }, '99001')))).toEqual({
      'Dealer code': '99001',
      'Dealer name': 'Example Motors',
      'Technician name': '<Tara>',
    });
  });

  it('DLR-6 DLR-7: is the scan tool’s version, with the oldest that will do', async () => {
    const form = formWith({ toolVersion: '13.10.018' }, { toolVersion: 'Too old.' });
    expect(controlsOf(await htmlOf(toolVersionField(form)))).toEqual([
      {
        ...{ label: 'Scan tool software version', name: 'toolVersion', type: 'text', value: '13.10.018' },
        ...{ isInvalid: true, description: '13.10.019 or later | Error: Too old.' },
      },
    ]);
  });

  it('is repair order and customer', async () => {
    const controls = controlsOf(await htmlOf(orderFields(freshForm({ repairOrder: ['7"7'] }))));
    expect(controls.map(({ label, name, value }) => [label, name, value])).toEqual([
      ['Repair order / parts invoice number', 'repairOrder', '7"7'],
      ['Customer last name', 'customerLastName', ''],
    ]);
  });

  it('is the label of each, on every page', () => {
    expect(VEHICLE_LABELS).toEqual({
      toolVersion: 'Scan tool software version',
      vin: 'Vehicle VIN',
      repairOrder: 'Repair order / parts invoice number',
      customerLastName: 'Customer last name',
    });
  });
});
