import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** What the thread reports; `unsettled`: nothing is left to happen, and the file is still waiting. */
export type ModuleMessage =
  | { readonly kind: 'output'; readonly text: string }
  | { readonly kind: 'exported'; readonly value: unknown }
  | { readonly kind: 'not-data'; readonly reason: string }
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string }
  | { readonly kind: 'unsettled' };

/** How the execution of a file ended; `exit`: its code ended the process. */
export type ModuleEnd =
  | Exclude<ModuleMessage, { readonly kind: 'output' }>
  | { readonly kind: 'exit'; readonly exitCode: number }
  | { readonly kind: 'endless'; readonly limitS: number };

export interface ModuleOptions {
  /** Receives what the code prints. */
  readonly print: (text: string) => void;
  /** Real time after which the code is stopped. */
  readonly limitS: number;
}

/** Relative to this file; to the built command; to a part of it that is loaded later. */
const WORKER_FILES = ['./module-worker.ts', './module-worker.js', '../module-worker.js'];

/**
 * Executes a file in a thread of its own, which is ended as soon as its default export is known: the code can neither
 * end this process nor leave anything running in it.
 */
export async function runModule(url: string, { print, limitS }: ModuleOptions): Promise<ModuleEnd> {
  const worker = new Worker(workerFile(), { workerData: url });
  const { promise, resolve } = Promise.withResolvers<ModuleEnd>();
  const timer = setTimeout(() => resolve({ kind: 'endless', limitS }), limitS * 1000);
  worker.on('message', (message: ModuleMessage) => {
    if (message.kind === 'output') print(message.text);
    else resolve(message);
  });
  worker.on('error', (error: unknown) => {
    resolve({ kind: 'failed', code: '', reason: error instanceof Error ? error.message : String(error) });
  });
  worker.on('exit', (exitCode) => resolve({ kind: 'exit', exitCode }));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function workerFile(): string {
  const files = WORKER_FILES.map((name) => fileURLToPath(new URL(name, import.meta.url)));
  const found = files.find((file) => existsSync(file));
  if (found === undefined) throw new Error(`there is no ${files.join(' or ')}: run npm run build`);
  return found;
}
