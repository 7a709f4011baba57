import { expandScenario, readTextFile, type ReadText } from './expand-scenario.ts';
import { isMapping } from './explain-issue.ts';
import { loadScenarios } from './load-scenario.ts';
import { YamlSource } from './yaml-source.ts';

const WIDTH = 100;

/**
 * A YAML scenario as TypeScript: fragments included, parameters replaced, each variant a separate scenario. It gives
 * the same trace.
 *
 * @throws ScenarioFileError where the YAML is not a scenario
 */
export function ejectScenario(text: string, file: string, read: ReadText = readTextFile): string {
  loadScenarios(text, file, read);
  const scenarios = expandScenario(new YamlSource(text, file), read).map(({ value, variant }) => {
    if (!isMapping(value) || variant === null) return value;
    return { ...value, name: `${String(value['name'])} [${variant}]` };
  });
  const [first, ...others] = scenarios.map(
    (scenario) => `defineScenario(${print(scenario, 0, 'defineScenario('.length)})`,
  );
  const exported =
    others.length === 0
      ? (first ?? '')
      : `[\n${scenarios.map((scenario) => `  defineScenario(${print(scenario, 1, 17)}),\n`).join('')}]`;
  return `import { defineScenario } from 'virtual-smart-key/scenario';\n\nexport default ${exported};\n`;
}

/** A value as source text; on one line where it fits. */
function print(value: unknown, depth: number, used: number): string {
  const flat = printFlat(value);
  if (flat.length + used + 2 * depth <= WIDTH && !(isMapping(value) && 'steps' in value)) return flat;
  const indent = '  '.repeat(depth + 1);
  const end = '  '.repeat(depth);
  if (Array.isArray(value)) {
    return `[\n${value.map((item: unknown) => `${indent}${print(item, depth + 1, 1)},\n`).join('')}${end}]`;
  }
  if (!isMapping(value)) return flat;
  const entries = Object.entries(value).map(([key, item]) => {
    const label = `${printKey(key)}: `;
    return `${indent}${label}${print(item, depth + 1, label.length + 1)},\n`;
  });
  return `{\n${entries.join('')}${end}}`;
}

function printFlat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printFlat).join(', ')}]`;
  if (isMapping(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${printKey(key)}: ${printFlat(item)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  if (typeof value === 'string') return quoted(value);
  return value === undefined ? 'null' : JSON.stringify(value);
}

function printKey(key: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key) ? key : quoted(key);
}

function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return inner.includes("'") ? JSON.stringify(text) : `'${inner}'`;
}
