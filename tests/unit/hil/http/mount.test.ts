import { describe, expect, it } from 'vitest';
import { isDealerPath } from '../../../../hil/http/mount.ts';

describe('isDealerPath', () => {
  it.each(['/dealer', '/dealer/', '/dealer/keys', '/api/dealer', '/api/dealer/sign-in'])('takes %s', (path) => {
    expect(isDealerPath(path)).toBe(true);
  });

  it.each(['/', '/api', '/dealers', '/api/dealers', '/api/keys', '/x/dealer'])('leaves %s to the car', (path) => {
    expect(isDealerPath(path)).toBe(false);
  });
});
