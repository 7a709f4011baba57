/** What is wrong with a command line, in words. */
interface UsageWords {
  readonly message: string;
  readonly hint: string;
}

const LIST_THEM = 'use --help to list commands, arguments and options';

/** What commander says, with its parts in groups, and how every other message of ours has it. */
const WORDINGS: readonly (readonly [pattern: RegExp, words: (...parts: readonly string[]) => string, hint?: string])[] =
  [
    [/^unknown option '(.*)'$/s, (option) => `there is no option ${option}`],
    [/^unknown command '(.*)'$/s, (command) => `there is no command "${command}"`],
    [/^missing required argument '(.*)'$/s, (argument) => `the argument <${argument}> is missing`],
    [/^required option '(.*)' not specified$/s, (option) => `${option} is missing`],
    [/^option '(?:-\w, )?(\S+) ?(.*)' argument missing$/s, (option, value) => `${option} needs a value: ${value}`],
    [
      /^too many arguments for '(.*?)'\. Expected (\d+) arguments? but got (\d+): (.*)\.$/s,
      (command, expected, got, all) =>
        `${command} takes ${expected === '0' ? 'no' : expected} argument${expected === '1' ? '' : 's'}, and ${got} ${got === '1' ? 'is' : 'are'} given: ${all}`,
      'remove the extra ones, or put a value that has blanks in quotes',
    ],
    [
      /^option '(?:-\w, )?([^ ']+)[^']*' cannot be used with option '(?:-\w, )?([^ ']+)[^']*'$/s,
      (one, other) => `${one} and ${other} exclude each other`,
      'remove one of them',
    ],
    [
      /^option '(?:-\w, )?([^ ']+)[^']*' argument '(.*)' is invalid\. (.*)$/s,
      (option, value, rule) => `${option} must be ${ruleOf(rule)}, not "${value}"`,
    ],
    [
      /^command-argument value '(.*)' is invalid for argument '(.*)'\. (.*)$/s,
      (value, argument, rule) => `${argument} must be ${ruleOf(rule)}, not "${value}"`,
    ],
  ];

/** @param text commander's own: "error: (the problem).\n(Did you mean …?)" */
export function usageWords(text: string): UsageWords {
  const [first = '', ...others] = text.replace(/^error: /, '').split('\n(');
  const meant = others.length === 0 ? null : (others.at(-1) ?? '').replace(/\)$/, '').replace(/^Did/, 'did');
  for (const [pattern, words, hint = LIST_THEM] of WORDINGS) {
    const parts = pattern.exec(first);
    if (parts !== null) return { message: words(...parts.slice(1)), hint: meant ?? hint };
  }
  return { message: first, hint: meant ?? LIST_THEM };
}

function ruleOf(text: string): string {
  return text.replace(/\.$/, '').replace(/^Allowed choices are /, 'one of ');
}
