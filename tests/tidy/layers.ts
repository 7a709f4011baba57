/**
 * The packages from the lowest layer up: a file imports from its own package and from those above it in this list. Two
 * in one line do not know each other.
 */
export const LAYERS: readonly (readonly string[])[] = [
  ['can-bus'],
  ['ecu-sim'],
  [
    'hil/smartkey.ts',
    'hil/default-addresses.ts',
    'hil/browser-asset.ts',
    'hil/issue-words.ts',
    'hil/make-folder.ts',
    'hil/read-input.ts',
    'hil/replace-file.ts',
    'hil/view',
  ],
  ['hil/http', 'hil/shard', 'hil/tester'],
  ['hil/car', 'hil/dealer', 'hil/doctor'],
  ['hil/scenario', 'hil/tool', 'hil/trace'],
  ['hil/bench', 'hil/report', 'hil/record', 'hil/explain'],
  ['hil/server'],
  ['hil/browser', 'hil/conformance', 'hil/run'],
  ['hil/explore'],
  ['hil/campaign'],
  ['hil/cli'],
  ['hil/guest', 'hil/testing'],
];
