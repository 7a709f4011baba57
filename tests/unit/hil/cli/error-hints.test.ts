import { describe, expect, it } from 'vitest';
import { OperationError } from '../../../../can-bus/errors/operation-error.ts';
import { hintOf } from '../../../../hil/cli/error-hints.ts';

describe('the hint of an error', () => {
  it.each([
    ['bench/memory-file', '--nvm'],
    ['usage/memory-file', '--nvm'],
    ['bench/report', 'the flag is --report'],
    ['bench/summary', 'the flag is --summary'],
    ['bench/step-summary', 'the variable is GITHUB_STEP_SUMMARY'],
  ])('of %s ends with %s', (code, flag) => {
    const hint = hintOf(new OperationError(code, 'x', { hint: 'use another one' }));
    expect(hint?.startsWith('use another one')).toBe(true);
    expect(hint?.endsWith(flag)).toBe(true);
  });

  it('names the flags of a dealer account and of an ECU that does not exist', () => {
    expect(hintOf(new OperationError('usage/dealer-credentials', 'x', { hint: 'y' }))).toContain('--dealer-user');
    expect(hintOf(new OperationError('bench/no-ecu', 'x'))).toContain('--profile');
  });

  it('recommends the variable for the password of a queue: process lists show a URL', () => {
    const hint = hintOf(new OperationError('bench/queue-password', 'x'));
    expect(hint).toMatch(/^set SMARTKEY_QUEUE_PASSWORD .*leave it out of the URL/);
  });

  it('is its own for any other error, and nothing without one', () => {
    expect(hintOf(new OperationError('usage/limit', 'x', { hint: 'give less' }))).toBe('give less');
    expect(hintOf(new OperationError('bench/report', 'x'))).toBeNull();
  });
});
