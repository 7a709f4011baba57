/** The vehicles of the bulletin, which the tool offers where a vehicle does not identify itself (TEC-5). */
export interface VehicleModel {
  readonly name: string;
  readonly year: number;
  /** The beginning of its VINs, up to the check digit. */
  readonly vinFront: string;
}

export const VEHICLE_MODELS: readonly VehicleModel[] = [
  { name: 'Avalon', year: 2019, vinFront: '4T1BZ1FB' },
  { name: 'Avalon HV', year: 2019, vinFront: '4T1B21FB' },
];

/** The character at position 10 of a VIN, by model year (49 CFR 565.15). */
const YEAR_SIGN: Readonly<Record<string, number>> = { J: 2018, K: 2019, L: 2020 };

/** The vehicle according to its VIN; "not known to this tool" for others than the bulletin's. */
export function describeVehicle(vin: string): { readonly model: string; readonly year: string } {
  const model = VEHICLE_MODELS.find(({ vinFront }) => vin.startsWith(vinFront));
  const year = YEAR_SIGN[vin.charAt(9)];
  const unknown = 'not known to this tool';
  return { model: model?.name ?? unknown, year: year === undefined ? unknown : String(year) };
}

/** Whether a VIN is possible for this model and year. */
export function fitsModel(vin: string, model: VehicleModel): boolean {
  return vin.startsWith(model.vinFront) && YEAR_SIGN[vin.charAt(9)] === model.year;
}
