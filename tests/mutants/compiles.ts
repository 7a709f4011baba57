// A survivor that the type checker refuses is no hole in the tests: nobody could merge it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { JudgedMutant } from './mutant.ts';

/** True where a source with this mutant in it still passes the type checker. */
export function typeChecker(root: string, sources: readonly string[]): (mutant: JudgedMutant) => boolean {
  const configFile = join(root, 'tsconfig.json');
  const { config } = ts.readConfigFile(configFile, (path) => ts.sys.readFile(path)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root, undefined, configFile);
  const versions = new Map<string, { readonly version: number; readonly text: string }>();
  const service = ts.createLanguageService({
    getCompilationSettings: () => ({ ...options, incremental: false }),
    getScriptFileNames: () => sources.map((source) => join(root, source)),
    getScriptVersion: (path) => String(versions.get(path)?.version ?? 0),
    getScriptSnapshot: (path) => {
      const text = versions.get(path)?.text ?? ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
  });
  let version = 0;
  return ({ file, start, original, replacement }) => {
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    const mutated = text.slice(0, start) + replacement + text.slice(start + original.length);
    versions.set(path, { version: ++version, text: mutated });
    const wrong = [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)];
    versions.set(path, { version: ++version, text });
    return wrong.length === 0;
  };
}
