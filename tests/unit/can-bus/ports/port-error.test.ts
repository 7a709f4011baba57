import { describe, expect, it } from 'vitest';
import { PortError } from '../../../../can-bus/ports/port-error.ts';

describe('the error of a port', () => {
  it('has its code, a hint, the context and the cause', () => {
    const cause = new Error('EADDRINUSE');
    expect(new PortError('bench', 'cannot listen', 'choose another port', { url: 'slcan-tcp:' }, cause)).toMatchObject({
      name: 'PortError',
      code: 'bench',
      message: 'cannot listen',
      hint: 'choose another port',
      context: { url: 'slcan-tcp:' },
      cause,
    });
  });
});
