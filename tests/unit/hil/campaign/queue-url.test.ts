import { describe, expect, it } from 'vitest';
import { parseQueueUrl } from '../../../../hil/campaign/queue-url.ts';

describe('the URL of a queue', () => {
  it('has a server, and perhaps a database and the name of a queue', () => {
    expect(parseQueueUrl('redis://127.0.0.1:6379', null)).toEqual({
      url: 'redis://127.0.0.1:6379',
      queue: 'campaigns',
      shown: 'redis://127.0.0.1:6379 (queue campaigns)',
    });
    expect(parseQueueUrl('rediss://queue.example/2?queue=night', null)).toEqual({
      url: 'rediss://queue.example/2',
      queue: 'night',
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
  ])('%s is refused', (url, message) => {
    expect(() => parseQueueUrl(url, null)).toThrow(message);
  });
});
