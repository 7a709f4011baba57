import type { DealerState } from '../../hil/dealer/rules/dealer-state.ts';
import { demoDealer } from '../../hil/dealer/rules/demo-dealer.ts';
import { DealerClient, type SendRequest } from '../../hil/tool/dealer/dealer-client.ts';
import type { PassCodeCommand } from '../../hil/tester/command.ts';
import type { DealerBench } from './dealer-bench.ts';

/** Tara the technician and the two managers: a dealer that is founded quickly. */
export function smallDealer(): DealerState {
  const { state } = demoDealer();
  return { ...state, staff: state.staff.filter(({ id }) => ['tara', 'mona', 'paul'].includes(id)) };
}

export const DEALER_URL = 'http://127.0.0.1:8080';
export const VIN = '4T1BZ1FB4KU999999';

/** The first step of a reset: its seed has the pass-code 294211. */
export const RESET_SEED: PassCodeCommand = {
  ...{ kind: 'pass-code', number: null, title: 'Smart Code Reset', level: 1, vin: VIN, vinCheckDigit: 'R' },
  shown: { kind: 'seed-number', seedNumber: '00010123456789AB' },
  seed: new Uint8Array(),
};

/** The second step: its data have the pass-code E6B810B8E679. */
export const KEY_SEED: PassCodeCommand = {
  ...{ kind: 'pass-code', number: null, title: 'Smart Code Reset', level: 2, vin: VIN, vinCheckDigit: 'R' },
  shown: {
    kind: 'data',
    ...{ data1: '5A17C0D0002', data1CheckDigit: 'B', data2: '7F3C9E015D24', data2CheckDigit: 'C', data3: 'B973B6A8' },
  },
  seed: new Uint8Array(),
};

/** Carries a client's requests to a dealer server in this process. */
export function sendTo(bench: DealerBench): SendRequest {
  return async (url, init) => {
    const headers = new Headers(init.headers);
    headers.set('host', '127.0.0.1:8080');
    return bench.app.fetch(new Request(url, { ...init, headers }));
  };
}

/** A client whose requests a bench may turn away on their way, path by path; null lets one through. */
export function clientOf(bench: DealerBench, onTheWay: (path: string) => Response | null = () => null): DealerClient {
  const send = sendTo(bench);
  return new DealerClient(DEALER_URL, async (url, init) => {
    return onTheWay(url.slice(`${DEALER_URL}/api/dealer`.length)) ?? send(url, init);
  });
}

/** No server is there. */
export function notThere(): never {
  throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:8080') });
}

/** What a manager does with a request. */
export async function settle(bench: DealerBench, number: string, how: 'approve' | 'decline'): Promise<void> {
  const token = await bench.signIn('mona');
  const body = {
    approve: { tickedPolicies: ['documents-reviewed', 'repair-order-open', 'responsibility'] },
    decline: {},
  };
  const answer = await bench.send('POST', `/api/dealer/requests/${number}/${how}`, { token, body: body[how] });
  if (answer.status !== 200) throw new Error(answer.text);
}
