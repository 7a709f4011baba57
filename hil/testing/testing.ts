/* What the package exports as `virtual-smart-key/testing`. */
export type * from './car-under-test.ts';
export { startCar } from './start-car.ts';
export { useCar } from './use-car.ts';
