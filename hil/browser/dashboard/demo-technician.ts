import type { TechnicianSeed } from '../../view/technician-state.ts';
import type { DealerCalls } from './dealer-calls.ts';

/** What came of asking the demo dealer. */
export type DemoPassCode =
  | { readonly kind: 'issued'; readonly passCode: string }
  /** A manager has to approve that request first. */
  | { readonly kind: 'waits'; readonly requestNumber: string }
  | { readonly kind: 'refused'; readonly message: string };

/** What the made-up repair order says. */
const ORDER = { repairOrder: 'RO-1001', customerLastName: 'Customer' } as const;

interface Requests {
  readonly requests: readonly { readonly number: string; readonly status: string }[];
}

interface Forms {
  readonly identificationPolicy: readonly { readonly id: string }[];
  readonly managers: readonly { readonly id: string }[];
  readonly managersNeeded: number;
}

/** The demo dealer's technician gets the pass-code of a seed: at once, where no manager has to approve it first. */
export async function demoPassCode(dealer: DealerCalls, seed: TechnicianSeed): Promise<DemoPassCode> {
  if (seed.level !== 1) {
    return passCodeOf(await dealer.inTab('add-remove-key', '/api/dealer/key-pass-codes', { ...seed.fields, ...ORDER }));
  }
  const known = await dealer.get<Requests>(`/api/dealer/requests?vin=${seed.vin}`);
  if (!known.ok) return refused(known);
  const pending = known.json.requests.find(({ status }) => status === 'open' || status === 'approved');
  if (pending === undefined) return await requestReset(dealer, seed.vin);
  if (pending.status === 'open') return { kind: 'waits', requestNumber: pending.number };
  const path = `/api/dealer/requests/${pending.number}/pass-code`;
  return passCodeOf(await dealer.inTab('immobilizer-reset', path, { ...seed.fields }));
}

/** What became of a request for a reset; null where that cannot be read. */
export async function requestStatus(dealer: DealerCalls, number: string): Promise<string | null> {
  const known = await dealer.get<{ readonly status: string }>(`/api/dealer/requests/${number}`);
  return known.ok ? known.json.status : null;
}

async function requestReset(dealer: DealerCalls, vin: string): Promise<DemoPassCode> {
  const forms = await dealer.get<Forms>('/api/dealer/forms');
  if (!forms.ok) return refused(forms);
  const { identificationPolicy, managers } = forms.json;
  const requested = await dealer.inTab('immobilizer-reset', '/api/dealer/requests', {
    ...ORDER,
    vin,
    tickedPolicies: identificationPolicy.map(({ id }) => id),
    managerIds: managers.map(({ id }) => id),
  });
  if (!requested.ok) return refused(requested);
  const { requestNumber } = requested.json as { readonly requestNumber: string };
  return { kind: 'waits', requestNumber };
}

type Answer = Awaited<ReturnType<DealerCalls['inTab']>>;

function passCodeOf(answer: Answer): DemoPassCode {
  if (!answer.ok) return refused(answer);
  return { kind: 'issued', passCode: (answer.json as { readonly passCode: string }).passCode };
}

function refused({ message, hint }: { readonly message: string; readonly hint: string }): DemoPassCode {
  return { kind: 'refused', message: `${message}${hint === '' ? '' : `: ${hint}`}` };
}
