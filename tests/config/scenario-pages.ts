/* A page of the documentation site for each scenario of a run, from its results and its source. No files are read here. */
import { plain, table } from './site-markdown.ts';

interface StepOfRun {
  readonly what: string;
  readonly note: string | null;
  readonly startUs: number | null;
  readonly expected: string | null;
  readonly got: string | null;
  readonly rules: readonly string[];
}

/** A scenario as `results.json` of a run has it. */
export interface ScenarioOfRun {
  readonly file: string;
  readonly variant: string | null;
  readonly name: string;
  readonly tags: readonly string[];
  readonly verdict: string;
  readonly durationUs: number | null;
  readonly traceHash: string | null;
  readonly steps: readonly StepOfRun[];
  readonly rulesCovered: readonly string[];
}

interface ScenarioPageParts {
  readonly scenario: ScenarioOfRun;
  /** Its number in the run: the report opens it by that. */
  readonly index: number;
  readonly description: string | null;
  /** The file's text. */
  readonly source: string;
  /** Titles of rules by their number. */
  readonly rules: Readonly<Record<string, string>>;
}

/** Where the page of a scenario is, without its extension. */
export function scenarioPath({ file, variant }: Pick<ScenarioOfRun, 'file' | 'variant'>): string {
  const name = file.replace(/^scenarios\//, '').replace(/\.(?:yaml|yml|ts)$/, '');
  return `scenarios/${name}${variant === null ? '' : `--${variant.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`}`;
}

export function scenarioTitle({ name, variant }: Pick<ScenarioOfRun, 'name' | 'variant'>): string {
  return variant === null || name.includes(variant) ? name : `${name}: ${variant}`;
}

function seconds(us: number | null): string {
  return us === null ? '' : `${(us / 1_000_000).toFixed(6)} s`;
}

function stepRow({ startUs, what, note, expected, got, rules }: StepOfRun): readonly string[] {
  return [
    seconds(startUs),
    plain(what) + (note === null ? '' : `<br><small>${plain(note)}</small>`),
    plain(expected ?? ''),
    got === expected ? '' : plain(got ?? ''),
    rules.join(', '),
  ];
}

export function scenarioPage({ scenario, index, description, source, rules }: ScenarioPageParts): string {
  const { file, variant, tags, verdict, durationUs, traceHash, steps, rulesCovered } = scenario;
  const title = scenarioTitle(scenario);
  const hash = `\`${(traceHash ?? '').slice(0, 16)}…\``;
  const facts = [verdict, seconds(durationUs), tags.map(plain).join(', '), hash];
  const covered = rulesCovered.map((rule) => `- **${rule}** ${plain(rules[rule] ?? '')}`);
  return [
    `---\ntitle: ${JSON.stringify(title)}\naside: false\n---`,
    `# ${plain(title)}`,
    plain(description ?? ''),
    table(['verdict', 'vehicle time', 'tags', 'event hash'], [facts]),
    `\`\`\`sh\nnpx smartkey run ${file}${variant === null ? '' : ` # with its other variants`}\n\`\`\``,
    '## Timeline',
    'Zoom with the mouse wheel, drag to move; `n` and `p` go to the next and the previous event.',
    `<ReportFrame src="/report/index.html#/s/${index}" title="The timeline of the scenario" />`,
    '## Steps',
    table(['at', 'step', 'expected', 'observed, where it reads differently', 'rules'], steps.map(stepRow)),
    '## Rules',
    covered.length === 0 ? 'None.' : covered.join('\n'),
    '## Source',
    `\`${file}\``,
    `\`\`\`\`yaml\n${source.trim()}\n\`\`\`\`\n`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

export interface ScenarioEntry {
  readonly path: string;
  readonly title: string;
  readonly folder: string;
  readonly description: string | null;
  readonly rules: readonly string[];
}

export function scenarioIndex(scenarios: readonly ScenarioEntry[]): string {
  const folders = [...new Set(scenarios.map(({ folder }) => folder))];
  const sections = folders.map((folder) => {
    const rows = scenarios
      .filter((each) => each.folder === folder)
      .map(({ title, path, description, rules }) => [
        `[${plain(title)}](/${path})`,
        plain(description ?? ''),
        rules.join(', '),
      ]);
    return `## ${folder}\n\n${table(['scenario', 'what it shows', 'rules'], rows)}`;
  });
  return [
    '# Scenarios',
    `The ${scenarios.length} scenarios that are shipped, each with its timeline, its steps and its source. They run in ` +
      'virtual time: `npx smartkey run scenarios`. [How to write one](/docs/scenarios).',
    `${sections.join('\n\n')}\n`,
  ].join('\n\n');
}
