import { html } from 'hono/html';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import type { Context } from 'hono';
import type { DealerSession } from '../../../../../../hil/dealer/dealer-service.ts';
import {
  goOn,
  newSubmissionId,
  noteRetry,
  noticeOf,
  queryTyped,
  show,
  submissionIdOf,
  viewerOf,
} from '../../../../../../hil/dealer/pages/kit/page-request.ts';
import { refuse } from '../../../../../../hil/dealer/rules/dealer-commands.ts';

const SESSION: DealerSession = {
  id: 'hash',
  staff: { id: 'gwen', name: 'Gwen Generalmanager', title: 'General Manager', dealerCode: '99001' },
  dealer: { code: '99001', name: 'Example Motors' },
  powers: { approves: true, administers: true },
  mustChangePassword: false,
  tabs: { 'immobilizer-reset': null, 'add-remove-key': null },
  csrfToken: 'csrf of gwen',
  endsAtMs: 0,
};

/** What a page answers a request with. */
async function answerOf(
  respond: (context: Context) => Response | Promise<Response>,
  path = '/dealer',
): Promise<Response> {
  return new Hono().get('/dealer', async (context) => respond(context)).request(path);
}

/** What a page finds out of a request. */
async function seenAt(path: string, look: (context: Context) => unknown): Promise<unknown> {
  const answer = await answerOf((context) => context.json({ seen: look(context) }), path);
  return ((await answer.json()) as { readonly seen: unknown }).seen;
}

describe('who looks at a page', () => {
  it('DLR-9: sees the tabs of an administrator only as one', () => {
    expect(viewerOf(SESSION)).toEqual({
      ...{ name: 'Gwen Generalmanager', title: 'General Manager', dealerName: 'Example Motors' },
      ...{ tabs: ['home', 'reset', 'keys', 'staff', 'report'], csrfToken: 'csrf of gwen' },
    });
    const manager = { ...SESSION, powers: { approves: true, administers: false } };
    expect(viewerOf(manager).tabs).toEqual(['home', 'reset', 'keys']);
  });
});

describe('a notice', () => {
  it('is a known one, whatever a link contains', async () => {
    expect(await seenAt('/dealer?done=signed-out', noticeOf)).toBe('You are signed out.');
    expect(await seenAt('/dealer?done=<b>', noticeOf)).toBeNull();
    expect(await seenAt('/dealer?done=toString', noticeOf)).toBeNull();
    expect(await seenAt('/dealer', noticeOf)).toBeNull();
  });
});

describe('going on', () => {
  it.each([
    ['/dealer', 'approved', '/dealer?done=approved'],
    ['/dealer?a=1', 'approved', '/dealer?a=1&done=approved'],
    ['/dealer/keys', undefined, '/dealer/keys'],
  ] as const)('to %s with the notice %s leads to %s', async (path, notice, location) => {
    const { status, headers } = await answerOf((context) => goOn(context, path, notice));
    expect([status, headers.get('location')]).toEqual([303, location]);
  });
});

describe('an answer', () => {
  it('is the page as HTML, with the status of what it says', async () => {
    const answer = await answerOf((context) => show(context, html`<p>${'<x>'}</p>`, 422));
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      ...[422, 'text/html; charset=UTF-8', '<p>&lt;x&gt;</p>'],
    ]);
    expect((await answerOf((context) => show(context, html`<p></p>`))).status).toBe(200);
  });

  it.each([
    [900, '900'],
    [undefined, null],
  ])('says after which time to try again: %s', async (retryAfterS, header) => {
    const answer = await answerOf((context) => {
      const refusal = refuse({ code: 'locked', message: 'locked', hint: 'wait' });
      noteRetry(context, retryAfterS === undefined ? refusal : { ...refusal, retryAfterS });
      return context.text('');
    });
    expect(answer.headers.get('retry-after')).toBe(header);
  });
});

it('what a link fills in is the form’s own fields, decoded, and nothing else', async () => {
  const path = '/dealer?vin=a%20b&vin=c&other=d&password=e';
  expect(await seenAt(path, (context) => queryTyped(context, ['vin', 'repairOrder']))).toEqual({ vin: ['a b', 'c'] });
});

describe('the ID of a form', () => {
  it('is the one it was shown with', () => {
    const id = newSubmissionId();
    expect(submissionIdOf(new URLSearchParams({ submissionId: id }))).toBe(id);
    expect(newSubmissionId()).not.toBe(id);
  });

  it.each(['', 'short', 'x'.repeat(65), 'with a blank in between', '<script>alert(1)'])(
    'is generated in place of an invalid one: %j',
    (submissionId) => {
      expect(submissionIdOf(new URLSearchParams({ submissionId }))).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});
