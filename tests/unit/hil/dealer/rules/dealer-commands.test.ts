import { expect, it } from 'vitest';
import { refuse } from '../../../../../hil/dealer/rules/dealer-commands.ts';

it('a refusal has its kind, which no answer has, and what it was made of', () => {
  expect(refuse({ code: 'locked', message: 'the account is locked', hint: 'wait', retryAfterS: 900 })).toEqual({
    ...{ kind: 'refused', code: 'locked', message: 'the account is locked', hint: 'wait', retryAfterS: 900 },
  });
});
