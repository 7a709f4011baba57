import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { expectedWords, problemWords } from '../../../hil/issue-words.ts';

const FORM = z.strictObject({
  cars: z.int().min(1).max(2).optional(),
  share: z.number().gt(0).lt(1).optional(),
  steps: z.number().multipleOf(5).optional(),
  name: z.string().min(1).max(3).optional(),
  id: z
    .string()
    .regex(/^[0-9]+$/)
    .optional(),
  list: z.array(z.string()).max(1).optional(),
  kind: z.enum(['a', 'b']).optional(),
  version: z.literal(1).optional(),
  own: z.string('a name of your own').optional(),
  choice: z.union([z.string().min(2), z.boolean()]).optional(),
  inner: z.strictObject({ x: z.number() }).optional(),
});

function issuesOf(value: unknown): readonly z.core.$ZodIssue[] {
  return FORM.safeParse(value).error?.issues ?? [];
}

describe('what a schema finds, in words', () => {
  it.each([
    [{ cars: 3 }, 'cars must be at most 2'],
    [{ cars: 0 }, 'cars must be at least 1'],
    [{ cars: 'x' }, 'cars must be a number'],
    [{ cars: 1.5 }, 'cars must be a whole number'],
    [{ share: 0 }, 'share must be more than 0'],
    [{ share: 1 }, 'share must be less than 1'],
    [{ steps: 4 }, 'steps must be a multiple of 5'],
    [{ name: '' }, 'name must be a text of at least 1 character'],
    [{ name: 'long' }, 'name must be a text of at most 3 characters'],
    [{ id: 'x' }, 'id must be a text of the required form'],
    [{ list: ['a', 'b'] }, 'list must be a list of at most 1'],
    [{ kind: 'c' }, 'kind must be one of a, b'],
    [{ version: 2 }, 'version must be 1'],
    [{ own: 1 }, 'own: a name of your own'],
    [{ choice: 1 }, 'choice must be a value of the required form'],
    [{ inner: {} }, 'inner.x is missing'],
    [{ inner: { x: 1, y: 2 } }, 'unknown field "inner.y"'],
    [{ keyz: 1, z: 2 }, 'unknown fields "keyz", "z"'],
    [7, 'the whole must be a mapping'],
  ])('%j: %s', (value, words) => {
    expect(issuesOf(value).map((issue) => problemWords(issue))).toEqual([words]);
  });

  it('has the fields that are known, where they are given', () => {
    const [issue] = issuesOf({ keyz: 1 });
    expect(issue && problemWords(issue, ['cars', 'name'])).toBe('unknown field "keyz"; known here: cars, name');
    expect(issue && expectedWords(issue)).toBe('no such field');
  });
});
