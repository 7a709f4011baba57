import { html } from 'hono/html';
import type { View } from './view.ts';

/** An instant as people at a dealer's read it, `2026-11-25 22:50 UTC`, and as a machine does. */
export function instant(epochMs: number): View {
  const iso = new Date(epochMs).toISOString();
  return html`<time datetime="${iso}">${instantText(epochMs)}</time>`;
}

/** The same as plain text. */
export function instantText(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
