// A page for each scenario of a run, from its results and its source. Pure: no files.
import { plain, seconds, table } from './markdown.js';

/** Where the page of a scenario is. */
export function scenarioPath({ file, variant }) {
  const name = file.replace(/^scenarios\//, '').replace(/\.(?:yaml|yml|ts)$/, '');
  return `scenarios/${name}${variant === null ? '' : `--${variant.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`}`;
}

/**
 * @param scenario as in results.json of a run
 * @param index its number there: the report opens it by that
 * @param description of the file, or null
 * @param source the file's text
 * @param rules titles of rules by their number
 */
export function scenarioPage({ scenario, index, description, source, rules }) {
  const { name, file, variant, tags, verdict, durationUs, traceHash, steps, rulesCovered } = scenario;
  const covered = rulesCovered.map((rule) => `- **${plain(rule)}** ${plain(rules[rule] ?? '')}`);
  const rows = steps.map((step) => [
    seconds(step.startUs),
    plain(step.what) + (step.note === null ? '' : `<br><small>${plain(step.note)}</small>`),
    step.expected === null ? '' : plain(step.expected),
    step.got === null || step.got === step.expected ? '' : plain(step.got),
    step.rules.map(plain).join(', '),
  ]);
  return `---
title: ${JSON.stringify(name)}
aside: false
---

# ${plain(name)}

${description === null ? '' : `${plain(description)}\n`}
${table(
  ['verdict', 'vehicle time', 'tags', 'event hash'],
  [[verdict, seconds(durationUs), tags.map(plain).join(', '), `\`${(traceHash ?? '').slice(0, 16)}…\``]],
)}

\`\`\`sh
npx smartkey run ${file}${variant === null ? '' : ` # the variant "${variant}"`}
\`\`\`

## Timeline

Zoom with the mouse wheel, drag to move, \`n\` and \`p\` for the next and previous event.

<ReportFrame src="/report/index.html#/s/${index}" title="The timeline of the scenario" />

## Steps

${table(['at', 'step', 'expected', 'observed, if worded differently', 'rules'], rows)}

## Rules

${covered.length === 0 ? 'It names none.' : covered.join('\n')}

## Source

\`${file}\`

\`\`\`\`yaml
${source.trim()}
\`\`\`\`
`;
}

export function scenarioIndex(scenarios) {
  const folders = [...new Set(scenarios.map(({ folder }) => folder))];
  const sections = folders.map((folder) => {
    const own = scenarios.filter((each) => each.folder === folder);
    const rows = own.map(({ title, path, description, rules }) => [
      `[${plain(title)}](/${path})`,
      description === null ? '' : plain(description),
      rules.map(plain).join(', '),
    ]);
    return `## ${folder}\n\n${table(['scenario', 'what it shows', 'rules'], rows)}`;
  });
  return `# Scenarios

All ${scenarios.length} scenarios that are shipped, each with its timeline, its steps and its source. They run in virtual
time: \`npx smartkey run scenarios\`. [How to write one](/docs/scenarios).

${sections.join('\n\n')}
`;
}
