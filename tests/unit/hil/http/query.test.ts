import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { HttpError } from '../../../../hil/http/http-error.ts';
import { eventId, namedValue, parametersOf } from '../../../../hil/http/query.ts';

async function ask(query: string): Promise<unknown> {
  const app = new Hono();
  app.get('/', (context) => context.json({ value: parametersOf(context, ['format', 'since']).format ?? null }));
  app.onError((error, context) =>
    error instanceof HttpError ? context.json({ status: error.status, ...error.toBody() }) : context.text('bug'),
  );
  const response = await app.request(`http://car/${query}`);
  return response.json();
}

describe('parametersOf', () => {
  it('gives its value, and nothing where it is left out', async () => {
    expect(await ask('?format=asc')).toEqual({ value: 'asc' });
    expect(await ask('?format=')).toEqual({ value: '' });
    expect(await ask('')).toEqual({ value: null });
  });

  it('refuses another parameter with 400', async () => {
    expect(await ask('?fromat=asc')).toEqual({
      status: 400,
      error: '"fromat" is not known',
      field: 'fromat',
      hint: 'did you mean "format"?',
    });
  });

  it('refuses one that is given twice', async () => {
    expect(await ask('?format=asc&format=asc')).toEqual({
      status: 400,
      error: 'format is given twice',
      field: 'format',
      hint: 'give it only once',
    });
  });
});

describe('eventId', () => {
  it('is a whole number', () => {
    expect(eventId('since', '0')).toBe(0);
    expect(eventId('since', '1042')).toBe(1042);
  });

  it.each(['', '-1', '1.5', '1e3', 'last', '9'.repeat(16)])('refuses "%s" with 400', (value) => {
    expect(() => eventId('since', value)).toThrow(
      expect.objectContaining({
        status: 400,
        field: 'since',
        message: `since is ${JSON.stringify(value)}`,
        hint: 'the id of an event, a whole number; GET /api/state gives lastEventId',
      }),
    );
  });
});

describe('namedValue', () => {
  it('gives one of the names', () => {
    expect(namedValue('format', 'asc', ['asc', 'jsonl'])).toBe('asc');
  });

  it('refuses any other with 400, at most 40 letters of it', () => {
    expect(() => namedValue('format', 'z'.repeat(41), ['asc', 'jsonl'])).toThrow(
      expect.objectContaining({
        status: 400,
        field: 'format',
        message: `there is no format "${'z'.repeat(40)}"`,
        hint: 'one of asc, jsonl',
      }),
    );
  });
});
