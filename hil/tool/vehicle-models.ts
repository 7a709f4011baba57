/** The vehicles the bulletin is about, as the tool offers them where a vehicle does not say what it is (TEC-5). */
export interface VehicleModel {
  readonly name: string;
  readonly year: number;
  /** How a VIN of it begins, up to its check digit. */
  readonly vinFront: string;
}

export const VEHICLE_MODELS: readonly VehicleModel[] = [
  { name: 'Avalon', year: 2019, vinFront: '4T1BZ1FB' },
  { name: 'Avalon HV', year: 2019, vinFront: '4T1B21FB' },
];

/** The sign at position 10 of a VIN, by model year (49 CFR 565.15). */
const YEAR_SIGN: Readonly<Record<string, number>> = { J: 2018, K: 2019, L: 2020 };

/** What a VIN says of its vehicle; "not known to this tool" for others than the bulletin's. */
export function describeVehicle(vin: string): { readonly model: string; readonly year: string } {
  const model = VEHICLE_MODELS.find(({ vinFront }) => vin.startsWith(vinFront));
  const year = YEAR_SIGN[vin.charAt(9)];
  const unknown = 'not known to this tool';
  return { model: model?.name ?? unknown, year: year === undefined ? unknown : String(year) };
}

/** Whether a VIN can be one of this model and year. */
export function fitsModel(vin: string, model: VehicleModel): boolean {
  return vin.startsWith(model.vinFront) && YEAR_SIGN[vin.charAt(9)] === model.year;
}
