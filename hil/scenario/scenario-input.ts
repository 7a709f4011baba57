/**
 * A scenario as in a YAML file; it is checked when it is loaded. The package contains its full declaration, generated
 * from the schemas: see `scenarioInputSchemas`.
 */
export type ScenarioInput = Readonly<Record<string, unknown>>;
