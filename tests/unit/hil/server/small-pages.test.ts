import { describe, expect, it } from 'vitest';
import { apiPage, notFoundPage } from '../../../../hil/server/small-pages.ts';

describe('the page for an unknown address', () => {
  it('says where, and leads to the car and to the description', () => {
    const page = notFoundPage('/nowhere');
    expect(page).toContain('<title>Not found</title>');
    expect(page).toContain('<p>There is nothing at <code>/nowhere</code>.</p>');
    expect(page).toContain('<a href="/">Go to the car</a> or read the <a href="/api/">description of the API</a>.');
  });

  it('shows what was asked for as text', () => {
    expect(notFoundPage('/<script>alert("1")</script>&lt;')).toContain(
      '<code>/&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;lt;</code>',
    );
  });
});

describe('the page of the API', () => {
  it('has the description drawn by a script of this server, and a way back', () => {
    const page = apiPage();
    expect(page).toContain('<title>API of the virtual smart-key car</title>');
    expect(page).toContain('<openapi-explorer spec-url="/api/openapi.json"');
    expect(page).toContain('<script type="module" src="/api/openapi-explorer.js"></script>');
    expect(page).toContain('<a href="/">Back to the car</a>');
  });
});

describe('both pages', () => {
  it.each([notFoundPage('/'), apiPage()])(
    'are in English, fit a small screen and load nothing from elsewhere',
    (page) => {
      expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
      expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
      expect(page).not.toMatch(/(?:src|href|url)="(?!\/)|<script>|onclick|style=/);
    },
  );
});
