export async function runDoctor(): Promise<0> { return 0; }
