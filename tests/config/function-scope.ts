import typescript from 'typescript';

/**
 * The same module with everything but its imports and exports in one function. V8 takes a name of a module for one that
 * may be assigned again, and reads it each time; a name of a function that nothing assigns is a constant for its
 * compiler, and a call of it can be compiled into its caller.
 *
 * @param text a module as esbuild bundles it: imports and declarations, and one list of exports
 * @throws Error where the module cannot be written in this way: an export that is assigned again, a default export, an
 *   export of another module, or `await` outside a function
 */
export function inFunctionScope(text: string): string {
  const parsed = typescript.createSourceFile('bundle.js', text, typescript.ScriptTarget.ESNext);
  const [imports, body, exported]: [string[], string[], Export[]] = [[], [], []];
  for (const statement of parsed.statements) {
    const source = text.slice(statement.getStart(parsed), statement.end);
    if (typescript.isImportDeclaration(statement)) imports.push(source);
    else if (typescript.isExportDeclaration(statement)) exported.push(...exportsOf(statement));
    else if (typescript.isExportAssignment(statement)) throw new Error('a bundle with a default export');
    else if (awaitsAtTop(statement)) throw new Error('a bundle that waits before it is complete');
    else body.push(source);
  }
  if (exported.length === 0) return text;
  const assigned = assignedNames(parsed);
  for (const { local } of exported) {
    if (assigned.has(local))
      throw new Error(`the export ${local} is assigned again: export a function that returns it`);
  }
  const shebang = typescript.getShebang(text) ?? '';
  const locals = exported.map(({ local }) => local).join();
  const names = exported.map((_, index) => `$${index}`);
  const list = exported.map(({ name }, index) => `$${index} as ${name}`).join();
  return [
    ...(shebang === '' ? [] : [shebang]),
    ...imports,
    `const[${names.join()}]=(()=>{`,
    ...body,
    `return[${locals}]})();`,
    `export{${list}};\n`,
  ].join('\n');
}

interface Export {
  /** The name in the bundle, and the one that others import. */
  readonly local: string;
  readonly name: string;
}

function exportsOf({ exportClause, moduleSpecifier }: typescript.ExportDeclaration): readonly Export[] {
  if (moduleSpecifier !== undefined || exportClause === undefined || !typescript.isNamedExports(exportClause)) {
    throw new Error('a bundle that exports another module');
  }
  return exportClause.elements.map(({ propertyName, name }) => ({
    local: (propertyName ?? name).text,
    name: name.text,
  }));
}

/** What is assigned anywhere but in its declaration. In a bundle no inner name hides one of the module. */
function assignedNames(parsed: typescript.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (target: typescript.Node): void => {
    if (typescript.isIdentifier(target)) names.add(target.text);
    else if (typescript.isPropertyAssignment(target)) add(target.initializer);
    else if (isAssignment(target)) add(target.left);
    else if (isPattern(target)) target.forEachChild(add);
  };
  const visit = (node: typescript.Node): void => {
    if (isAssignment(node)) add(node.left);
    else if (isCount(node)) add(node.operand);
    else if (typescript.isForOfStatement(node) || typescript.isForInStatement(node)) {
      if (!typescript.isVariableDeclarationList(node.initializer)) add(node.initializer);
    }
    node.forEachChild(visit);
  };
  visit(parsed);
  return names;
}

function isPattern(node: typescript.Node): boolean {
  const { isArrayLiteralExpression, isObjectLiteralExpression } = typescript;
  const { isShorthandPropertyAssignment, isSpreadElement, isSpreadAssignment } = typescript;
  const kinds = [isArrayLiteralExpression, isObjectLiteralExpression];
  return [...kinds, isShorthandPropertyAssignment, isSpreadElement, isSpreadAssignment].some((isKind) => isKind(node));
}

function isAssignment(node: typescript.Node): node is typescript.BinaryExpression {
  if (!typescript.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return kind >= typescript.SyntaxKind.FirstAssignment && kind <= typescript.SyntaxKind.LastAssignment;
}

function isCount(node: typescript.Node): node is typescript.PrefixUnaryExpression | typescript.PostfixUnaryExpression {
  if (typescript.isPostfixUnaryExpression(node)) return true;
  if (!typescript.isPrefixUnaryExpression(node)) return false;
  return (
    node.operator === typescript.SyntaxKind.PlusPlusToken || node.operator === typescript.SyntaxKind.MinusMinusToken
  );
}

/** Outside a function: a module that others wait for. */
function awaitsAtTop(node: typescript.Node): boolean {
  if (typescript.isAwaitExpression(node)) return true;
  if (typescript.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
  return (
    !typescript.isFunctionLike(node) &&
    typescript.forEachChild(node, (child) => awaitsAtTop(child) || undefined) === true
  );
}
