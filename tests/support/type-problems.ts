import typescript from 'typescript';

/** What the compiler finds in `code`, which can use the types of `declarations` as `t`, and nothing else. */
export function typeProblems(declarations: string, code: string): readonly string[] {
  const texts = new Map([
    ['/input.ts', declarations],
    ['/code.ts', `import type * as t from './input.ts';\n${code}\nexport {};\n`],
  ]);
  const options: typescript.CompilerOptions = {
    strict: true,
    noEmit: true,
    noLib: true,
    exactOptionalPropertyTypes: true,
    module: typescript.ModuleKind.NodeNext,
    moduleResolution: typescript.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    types: [],
  };
  const library = `
    interface Array<T> { length: number; [index: number]: T }
    interface ReadonlyArray<T> { readonly length: number; readonly [index: number]: T }
    interface Boolean {} interface Function {} interface CallableFunction {} interface NewableFunction {}
    interface IArguments {} interface Number {} interface Object {} interface RegExp {} interface String {}
    type Readonly<T> = { readonly [P in keyof T]: T[P] };
    type Record<K extends string, T> = { [P in K]: T };
    type Exclude<T, U> = T extends U ? never : T;
    type NonNullable<T> = T & {};
  `;
  texts.set('/library.d.ts', library);
  const host = typescript.createCompilerHost(options);
  const program = typescript.createProgram(['/code.ts', '/library.d.ts'], options, {
    ...host,
    fileExists: (path) => texts.has(path),
    readFile: (path) => texts.get(path),
    getSourceFile: (path, target) => {
      const text = texts.get(path);
      return text === undefined ? undefined : typescript.createSourceFile(path, text, target);
    },
  });
  return typescript
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => typescript.flattenDiagnosticMessageText(messageText, ' '));
}
