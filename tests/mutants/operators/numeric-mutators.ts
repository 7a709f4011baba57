// The operators that Stryker lacks: every number, every computed deadline and every bound, one more and one less. A time
// is a whole number of microseconds here, so one is the least that can be wrong.

/** As much of Babel's syntax tree as is read here. */
export interface SyntaxNode {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** As much of Babel's `NodePath` as is read here. */
export interface SyntaxPath {
  readonly node: SyntaxNode;
  readonly parent: SyntaxNode;
  readonly parentPath: SyntaxPath | null;
}

/** The shape of a mutator of Stryker's instrumenter. */
export interface Mutator {
  readonly name: string;
  mutate(path: SyntaxPath, ...others: readonly unknown[]): Iterable<SyntaxNode>;
}

const STEPS = [1, -1] as const;

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function isKey({ node, parent }: SyntaxPath): boolean {
  return parent['key'] === node && parent['computed'] !== true;
}

function numberNode(value: number): SyntaxNode {
  const literal = { type: 'NumericLiteral', value: Math.abs(value) };
  return value < 0 ? { type: 'UnaryExpression', operator: '-', prefix: true, argument: literal } : literal;
}

function moved(node: SyntaxNode, step: number): SyntaxNode {
  const left = structuredClone(node);
  return { type: 'BinaryExpression', operator: step < 0 ? '-' : '+', left, right: numberNode(1) };
}

/** Every number that is written down. */
export const numberMutator: Mutator = {
  name: 'NumberPlusMinusOne',
  *mutate(path) {
    const { node } = path;
    if (isKey(path)) return;
    if (node.type === 'NumericLiteral') for (const step of STEPS) yield numberNode(Number(node['value']) + step);
    if (node.type === 'BigIntLiteral') {
      for (const step of STEPS)
        yield { type: 'BigIntLiteral', value: String(BigInt(String(node['value'])) + BigInt(step)) };
    }
  },
};

function isTimeName(node: unknown): boolean {
  if (!isNode(node)) return false;
  if (node.type === 'Identifier') return /(?:Us|_US|^us)$/.test(String(node['name']));
  if (node.type === 'MemberExpression') return isTimeName(node['property']);
  return node.type === 'BinaryExpression' && (isTimeName(node['left']) || isTimeName(node['right']));
}

/** Every sum and difference of microseconds: deadlines and how long something took. */
export const deadlineMutator: Mutator = {
  name: 'DeadlinePlusMinusOneUs',
  *mutate({ node, parent }) {
    if (node.type !== 'BinaryExpression' || (node['operator'] !== '+' && node['operator'] !== '-')) return;
    // The whole of a sum is mutated, not its parts too.
    if (parent.type === 'BinaryExpression' && (parent['operator'] === '+' || parent['operator'] === '-')) return;
    if (!isTimeName(node['left']) && !isTimeName(node['right'])) return;
    for (const step of STEPS) yield moved(node, step);
  },
};

/** The step that no other mutator makes: of `a < b`, `a < b + 1` is Stryker's `a <= b`. */
const BOUND_STEPS: Readonly<Record<string, number>> = { '<': -1, '<=': 1, '>': 1, '>=': -1 };

/** Every bound that is not a number written down. */
export const boundMutator: Mutator = {
  name: 'BoundPlusMinusOne',
  *mutate({ node }) {
    if (node.type !== 'BinaryExpression') return;
    const step = BOUND_STEPS[String(node['operator'])];
    const right = node['right'];
    if (step === undefined || !isNode(right) || right.type === 'NumericLiteral') return;
    yield { ...structuredClone(node), right: moved(right, step) };
  },
};

export const NUMERIC_MUTATORS: readonly Mutator[] = [numberMutator, deadlineMutator, boundMutator];
