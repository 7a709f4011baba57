import type { ToolResult } from '../tool/tool-result.ts';
import type { ObservedParts } from '../scenario/expectation.ts';

/** What `expect` of a tool step can check. */
export function observeResult(result: ToolResult): ObservedParts {
  const keys = 'keys' in result ? result.keys : null;
  const registered = keys?.registered ?? null;
  const freeSlots = keys?.freeSlots ?? null;
  if (result.kind === 'failed') {
    const { kind, reason, keysErased, what } = result;
    return { kind, reason, keysErased, registered, freeSlots, what };
  }
  const keysErased = 'keysErased' in result ? result.keysErased : 0;
  return { kind: 'done', reason: 'none', keysErased, registered, freeSlots };
}
