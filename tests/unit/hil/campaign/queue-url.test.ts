import { describe, expect, it } from 'vitest';
import { OperationError } from '../../../../can-bus/errors/operation-error.ts';
import { parseQueueUrl } from '../../../../hil/campaign/queue-url.ts';

describe('the URL of a queue', () => {
  it('has a server, and perhaps a database and the name of a queue', () => {
    expect(parseQueueUrl('redis://127.0.0.1:6379', null)).toEqual({
      url: 'redis://127.0.0.1:6379',
      queue: 'campaigns',
      database: null,
      shown: 'redis://127.0.0.1:6379 (queue campaigns)',
    });
    expect(parseQueueUrl('rediss://queue.example/2?queue=night', null)).toEqual({
      url: 'rediss://queue.example/2',
      queue: 'night',
      database: 2,
      shown: 'rediss://queue.example/2 (queue night)',
    });
  });

  it('shows no password; one from elsewhere counts where it has none', () => {
    const own = parseQueueUrl('redis://me:secret@host:1', 'other');
    expect([own.url, own.shown]).toEqual(['redis://me:secret@host:1', 'redis://host:1 (queue campaigns)']);
    const other = parseQueueUrl('redis://host:1', 'p@ss');
    expect([other.url, other.shown]).toEqual(['redis://:p%40ss@host:1', 'redis://host:1 (queue campaigns)']);
  });

  it.each([
    ['http://host', '"http://host" is not the URL of a queue'],
    ['6379', '"6379" is not the URL of a queue'],
    ['amqp://me:secret@host', '"amqp://host" is not the URL of a queue'],
    ['redis://host/jobs', 'the path of a queue\'s URL is the number of a database, not "/jobs"'],
    ['redis://host?queue=a:b', 'the queue\'s name "a:b" is not one'],
    ['redis://host?que=a', 'the URL of a queue has no parameter "que"'],
    ['redis://host?queue=a&queue=b', 'the URL of a queue has the parameter "queue" more than once'],
    ['redis://host:1#2', '"redis://host:1#2" is not the URL of a queue'],
    ['redis://host/99999999999', 'the path of a queue\'s URL is the number of a database, not "/99999999999"'],
  ])('%s is refused', (url, message) => {
    expect(() => parseQueueUrl(url, null)).toThrow(message);
  });

  it.each([
    'redis://:my/secret@host:1',
    'redis://me:12/secret@host:1',
    'redis://me:12?secret@host:1',
    'redis://me:12#secret@host:1',
    'redis://:12#secret@host:1',
    'redis:/me:secret@host:1',
    'redis//:secret@host:1',
    'me:secret@host:1',
    ':secret@host:1',
    'redis://:secret',
    'redis://:my%secret@host:1',
    'redis://se%cret:x@host:1',
  ])('%s is refused without its password', (url) => {
    let message = '';
    try {
      parseQueueUrl(url, null);
    } catch (error) {
      message = error instanceof OperationError ? `${error.code} ${error.message} ${error.hint ?? ''}` : String(error);
    }
    expect(message).toMatch(/^usage/);
    expect(message).not.toMatch(/secret|12|se%cret/);
  });

  it('says how a password is written in it', () => {
    for (const [url, problem] of [
      [
        'redis://:p%zz@host:1',
        'the password in the URL of the queue redis://host:1 has a "%" that begins no character',
      ],
      ['redis://:my/secret@host:1', '"redis://host:1" is not the URL of a queue'],
    ] as const) {
      expect(() => parseQueueUrl(url, null)).toThrow(
        expect.objectContaining({
          code: 'usage/queue-password',
          message: problem,
          hint: expect.stringContaining('in a password write %25 for %, %2F for /') as string,
        }),
      );
    }
    expect(parseQueueUrl('redis://:p%25zz%2F@host:1', null).url).toBe('redis://:p%25zz%2F@host:1');
  });
});
