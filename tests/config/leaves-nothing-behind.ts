import { afterAll, beforeAll, expect, vi } from 'vitest';

// A worker takes one file after another: what a file leaves in the process would meet the next one.

const EVENTS = ['SIGINT', 'SIGTERM', 'exit', 'uncaughtException', 'unhandledRejection'] as const;

interface ProcessState {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly fakeTimers: boolean;
  readonly listeners: readonly (readonly [event: string, count: number])[];
}

function stateNow(): ProcessState {
  return {
    environment: { ...process.env },
    folder: process.cwd(),
    fakeTimers: vi.isFakeTimers(),
    listeners: EVENTS.map((event) => [event, process.listenerCount(event)]),
  };
}

let before: ProcessState;
beforeAll(() => {
  before = stateNow();
});
afterAll(() => {
  expect(stateNow(), 'what this file leaves in the process').toEqual(before);
});
