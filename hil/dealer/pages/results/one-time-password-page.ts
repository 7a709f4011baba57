import { ONE_TIME_PASSWORD_LIFE_MS } from '../../accounts/one-time-password.ts';
import { html } from 'hono/html';
import { page, type Viewer } from '../kit/layout.ts';
import { passCodeBox } from '../kit/html-parts.ts';
import { STAFF_PATH } from '../staff/staff-page.ts';
import type { View } from '../kit/view.ts';

interface OneTimePasswordParts {
  readonly viewer: Viewer;
  readonly memberName: string;
  readonly memberId: string;
  readonly oneTimePassword: string;
}

/** A one-time password to pass on; it is not shown again. */
export function oneTimePasswordPage({ viewer, memberName, memberId, oneTimePassword }: OneTimePasswordParts): View {
  return page({
    title: 'One-time password',
    viewer,
    tab: 'staff',
    body: html`${passCodeBox(
        `One-time password of ${memberName} (${memberId})`,
        oneTimePassword,
        html`Hand it over in person. It is good for one sign-in within ${ONE_TIME_PASSWORD_LIFE_MS / 3_600_000} hours,
        at which ${memberName} chooses a password.`,
      )}
      <p class="back-link"><a href="${STAFF_PATH}">Staff</a></p>`,
  });
}
