import type { Batch, Level, Node } from './level.ts';

/** The state of a part between two levels. */
export interface PartSnapshot {
  /** Canonical forms of the states owned. */
  readonly words: Uint32Array;
  readonly frontier: readonly Node[];
}

/** What a part holds. */
export interface PartFigures {
  readonly states: number;
  /** Four lanes. */
  readonly hash: Uint32Array;
  /** Bytes of its tables. */
  readonly bytes: number;
  /** States whose inputs are to be tried next. */
  readonly frontier: number;
}

/** The calls of a part, in this thread or another one. */
export interface PartCalls {
  /** The start of the search. */
  begin(): void;
  /** @returns how many states of this level are left */
  expand(count: number): number;
  report(): Level;
  admit(batches: readonly Batch[]): readonly Uint32Array[];
  advance(accepted: readonly Uint32Array[]): PartFigures;
  /** Gives states of the next level away. */
  give(count: number): readonly Node[];
  take(nodes: readonly Node[]): void;
  snapshot(): PartSnapshot;
  load(words: Uint32Array): void;
  figures(): PartFigures;
}

/** A part, wherever it is; one call at a time. */
export type PartPort = {
  readonly [Name in keyof PartCalls]: (...args: Parameters<PartCalls[Name]>) => Promise<ReturnType<PartCalls[Name]>>;
} & { close(): Promise<void> };

/** A call to a part in another thread. */
export type PartRequest =
  | { readonly name: 'expand' | 'give'; readonly count: number }
  | { readonly name: 'begin' | 'report' | 'snapshot' | 'figures' }
  | { readonly name: 'admit'; readonly batches: readonly Batch[] }
  | { readonly name: 'advance'; readonly accepted: readonly Uint32Array[] }
  | { readonly name: 'take'; readonly nodes: readonly Node[] }
  | { readonly name: 'load'; readonly words: Uint32Array };

/** Its answer. */
export type PartReply<Value> = { readonly value: Value } | { readonly error: Error };

/** Makes the call in the thread of the part. */
export function answerCall(part: PartCalls, request: PartRequest): PartReply<unknown> {
  try {
    return { value: callPart(part, request) };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

function callPart(part: PartCalls, request: PartRequest): unknown {
  switch (request.name) {
    case 'expand':
    case 'give':
      return part[request.name](request.count);
    case 'begin':
      part.begin();
      return null;
    case 'report':
    case 'snapshot':
    case 'figures':
      return part[request.name]();
    case 'admit':
      return part.admit(request.batches);
    case 'advance':
      return part.advance(request.accepted);
    case 'take':
      part.take(request.nodes);
      return null;
    case 'load':
      part.load(request.words);
      return null;
  }
}
