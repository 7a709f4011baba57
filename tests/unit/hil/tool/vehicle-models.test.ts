import { describe, expect, it } from 'vitest';
import { describeVehicle, fitsModel, VEHICLE_MODELS } from '../../../../hil/tool/vehicle-models.ts';

describe('the model of a VIN', () => {
  it('TEC-5: is one of the bulletin, with the year at position 10', () => {
    expect(describeVehicle('4T1BZ1FB4KU999999')).toEqual({ model: 'Avalon', year: '2019' });
    expect(describeVehicle('4T1B21FB4LU999999')).toEqual({ model: 'Avalon HV', year: '2020' });
  });

  it('TEC-3: is not known for any other vehicle', () => {
    expect(describeVehicle('WVWZZZ1JZ3W386752')).toEqual({
      model: 'not known to this tool',
      year: 'not known to this tool',
    });
  });

  it('fits by front and year', () => {
    const fitting = (vin: string): readonly string[] =>
      VEHICLE_MODELS.filter((model) => fitsModel(vin, model)).map(({ name }) => name);
    expect(fitting('4T1BZ1FB4KU999999')).toEqual(['Avalon']);
    expect(fitting('4T1B21FB4KU999999')).toEqual(['Avalon HV']);
    expect(fitting('4T1BZ1FB4LU999999')).toEqual([]);
  });
});
