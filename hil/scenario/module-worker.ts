import { registerHooks } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

import type { ModuleMessage } from './run-module.ts';

// The thread in which a scenario file in code is executed: what the code prints or ends is only that of this thread.

type Done = (error?: Error | null) => void;

function send(message: ModuleMessage): void {
  parentPort?.postMessage(message);
}

/** In place of a stream's own write, which loses text when the thread ends. */
function forward(chunk: Uint8Array | string, encoding?: BufferEncoding | Done, done?: Done): boolean {
  send({ kind: 'output', text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString() });
  const whenDone = typeof encoding === 'function' ? encoding : done;
  if (whenDone !== undefined) process.nextTick(whenDone);
  return true;
}

function failure(error: unknown): ModuleMessage {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { kind: 'failed', code, reason: error instanceof Error ? error.message : String(error) };
}

async function execute(url: string): Promise<void> {
  let exported: unknown;
  try {
    const module: unknown = await import(url);
    exported = Reflect.get(Object(module), 'default');
    // An error that the code leaves behind, in a promise or an immediate timer, is always seen, and not only at times.
    await setTimeout(1);
  } catch (error) {
    send(failure(error));
    return;
  }
  try {
    send({ kind: 'exported', value: exported });
  } catch (error) {
    send({ kind: 'not-data', reason: error instanceof Error ? error.message : String(error) });
  }
}

/** This package by its name, for a file outside of every project that has it. */
registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      if (!specifier.startsWith('virtual-smart-key/')) throw error;
      return next(specifier, { ...context, parentURL: import.meta.url });
    }
  },
});
process.stdout.write = forward;
process.stderr.write = forward;
process.on('beforeExit', () => send({ kind: 'unsettled' }));
void execute(String(workerData));
