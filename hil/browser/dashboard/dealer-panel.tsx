import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import type { DealerInbox, InboxRequest, PolicyBox } from './dealer-inbox.ts';

interface DealerProps {
  readonly dealer: DealerInbox;
  /** False in a view of the past. */
  readonly enabled: boolean;
  /** The account proposed. */
  readonly account: string;
  /** Goes back to the tool, which waits for an approval; null where it does not. */
  readonly onTool: (() => void) | null;
}

/** The dealer's inbox: requests that wait, decided on in place. */
export function DealerPanel({ dealer, enabled, account, onTool }: DealerProps): VNode {
  const person = dealer.person.value;
  const problem = dealer.problem.value;
  const inbox = dealer.inbox.value;
  const isAway = dealer.isAway.value;
  const isEmpty = inbox?.toSettle.length === 0;
  return (
    <div class="dealer">
      {isAway && (
        <p class="banner banner-lost" role="alert">
          The dealer server does not answer. The panel shows the last known state, and continues when the server answers
          again.
        </p>
      )}
      {problem !== null && !isAway && (
        <p class="banner banner-lost" role="alert">
          {problem}
        </p>
      )}
      {person === null ? (
        <SignIn dealer={dealer} enabled={enabled} account={account} />
      ) : (
        <>
          <div class="tools">
            <span class="state">{person}</span>
            <button type="button" class="quiet" disabled={!enabled} onClick={() => void dealer.signOut()}>
              Sign out
            </button>
          </div>
          <h3>To approve</h3>
          <ul class="requests">
            {(inbox?.toSettle ?? []).map((request) => (
              <Request
                key={request.number}
                request={request}
                dealer={dealer}
                enabled={enabled}
                policy={dealer.policy.value}
              />
            ))}
          </ul>
          {isEmpty && !isAway && <p class="hint">No requests to approve.</p>}
          {isEmpty && onTool !== null && (
            <button type="button" class="main" onClick={onTool}>
              Back to the technician
            </button>
          )}
        </>
      )}
      <p>
        <a href="/dealer" target="_blank" rel="noreferrer">
          The dealer server's pages
        </a>
      </p>
    </div>
  );
}

function SignIn({ dealer, enabled, account }: Omit<DealerProps, 'onTool'>): VNode {
  const name = useSignal(account);
  const password = useSignal('');
  return (
    <form
      class="entry"
      onSubmit={(event) => {
        event.preventDefault();
        void dealer.signIn(name.value.trim(), password.value);
        password.value = '';
      }}
    >
      <label for="dealer-account">Account</label>
      <input
        id="dealer-account"
        value={name.value}
        autocomplete="username"
        onInput={(event) => (name.value = event.currentTarget.value)}
      />
      <label for="dealer-password">Password</label>
      <input
        id="dealer-password"
        type="password"
        value={password.value}
        autocomplete="current-password"
        onInput={(event) => (password.value = event.currentTarget.value)}
      />
      <button type="submit" class="main" disabled={!enabled}>
        Sign in
      </button>
    </form>
  );
}

interface RequestProps {
  readonly request: InboxRequest;
  readonly dealer: DealerInbox;
  readonly enabled: boolean;
  readonly policy: readonly PolicyBox[];
}

/** One request, with the boxes that a manager ticks before approving. */
function Request({ request, dealer, enabled, policy }: RequestProps): VNode {
  const ticked = useSignal<readonly string[]>([]);
  const { number, vin, requesterName, repairOrder, customerLastName } = request;
  return (
    <li class="request">
      <p>
        <strong>Request {number}</strong>: reset of <code>{vin}</code>
      </p>
      <p class="hint">
        {requesterName}, repair order {repairOrder}, customer {customerLastName}
      </p>
      {policy.map(({ id, text }) => (
        <label key={id} class="box">
          <input
            type="checkbox"
            checked={ticked.value.includes(id)}
            onChange={() => (ticked.value = toggled(ticked.value, id))}
          />
          {text}
        </label>
      ))}
      <div class="tools">
        <button
          type="button"
          class="main"
          disabled={!enabled || ticked.value.length < policy.length}
          onClick={() => void dealer.approve(number, ticked.value)}
        >
          Approve
        </button>
        <button type="button" disabled={!enabled} onClick={() => void dealer.decline(number)}>
          Decline
        </button>
      </div>
    </li>
  );
}

function toggled(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
}
