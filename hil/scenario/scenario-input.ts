/**
 * A scenario, as a YAML file has it; it is checked when it is loaded. The package declares it in full, printed from the
 * schemas: see `scenarioInputSchemas`.
 */
export type ScenarioInput = Readonly<Record<string, unknown>>;
