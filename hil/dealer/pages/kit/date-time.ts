import { html } from 'hono/html';
import type { View } from './view.ts';

/** An instant for people at a dealer's, `2026-11-25 22:50 UTC`, and in machine-readable form. */
export function instant(epochMs: number): View {
  const iso = new Date(epochMs).toISOString();
  return html`<time datetime="${iso}">${instantText(epochMs)}</time>`;
}

/** The same as plain text. */
export function instantText(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
