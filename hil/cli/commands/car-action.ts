export async function runCar(): Promise<0> { return 0; }
