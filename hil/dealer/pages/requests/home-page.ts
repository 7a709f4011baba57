import { html } from 'hono/html';
import { instant } from '../kit/date-time.ts';
import { page, type Viewer } from '../kit/layout.ts';
import { code, type Column, statusBadge, table } from '../kit/html-parts.ts';
import type { RequestView } from '../../dealer-service.ts';
import { NOTHING, type View } from '../kit/view.ts';

interface HomeParts {
  readonly viewer: Viewer;
  readonly notice: string | null;
  /** Whether this person may approve: then the first table is shown. */
  readonly isManager: boolean;
  /** Sent to this manager, open. */
  readonly toSettle: readonly RequestView[];
  /** This person's own, newest first. */
  readonly own: readonly RequestView[];
}

/** Home: the inbox (the bulletin's figures 15 and 17). */
export function homePage({ viewer, notice, isManager, toSettle, own }: HomeParts): View {
  return page({
    title: 'Home',
    viewer,
    tab: 'home',
    notice,
    body: html`${
        isManager
          ? html`<section aria-labelledby="to-settle">
              <h2 id="to-settle">Waiting for your approval${count(toSettle)}</h2>
              ${table('Requests waiting for your approval', TO_SETTLE, toSettle, 'No requests to approve.')}
            </section>`
          : NOTHING
      }
      <section aria-labelledby="own">
        <h2 id="own">Your requests</h2>
        ${table('Your requests', OWN, own, 'You have not requested a reset yet.')}
      </section>
      <section aria-labelledby="begin">
        <h2 id="begin">What do you want to do?</h2>
        <ul class="choices">
          <li>
            <a href="/dealer/reset">Immobilizer Reset</a>
            <p>For a vehicle with no keys left. Requires one manager’s approval.</p>
          </li>
          <li>
            <a href="/dealer/keys">Add/Remove Key</a>
            <p>Second pass-code of a reset, new keys, or erasure of lost keys.</p>
          </li>
        </ul>
      </section>`,
  });
}

function count(requests: readonly RequestView[]): string {
  return requests.length === 0 ? '' : ` (${requests.length})`;
}

const TITLE: Column<RequestView> = {
  heading: 'Request',
  cell: ({ number }) => html`<a href="/dealer/requests/${number}">Immobilizer Reset Request ${number}</a>`,
};
const VIN: Column<RequestView> = { heading: 'Vehicle VIN', cell: ({ vin }) => code(vin) };
const TIME: Column<RequestView> = { heading: 'Request time', cell: ({ requestedAtMs }) => instant(requestedAtMs) };

const TO_SETTLE: readonly Column<RequestView>[] = [
  TITLE,
  VIN,
  { heading: 'Technician', cell: ({ requesterName }) => requesterName },
  TIME,
];

const OWN: readonly Column<RequestView>[] = [
  TITLE,
  VIN,
  { heading: 'Status', cell: ({ status }) => statusBadge(status) },
  TIME,
];
