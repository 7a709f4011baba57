import { ACTIVATION, ACTIVATION_TEXT, codeHex, codeText } from '../doip/codes.ts';
import { formatBusUrl } from './bus-url.ts';
import type { CanPort } from './can-port.ts';
import { DoipClientProtocol, type ActivationResult, type DoipClientOptions } from './doip-client-protocol.ts';
import { discoverDoip } from './doip-discovery-client.ts';
import type { DoipUrl } from './doip-url.ts';
import { PortError } from './port-error.ts';
import { StreamPort } from './stream-port.ts';
import { connectTo } from './tcp.ts';
import { tlsTrust } from './tls-trust.ts';

const ACTIVATION_TIMEOUT_MS = 2_000;
const OTHER_ADDRESS = 'choose another tester address: ?source=0E80';
const CONFIRM = 'confirm diagnostics in the vehicle, and connect again';
/** What to do after a refusal. */
const HINTS: Readonly<Record<number, string>> = {
  [ACTIVATION.unknownSource]: 'choose a tester address that this gateway knows, such as ?source=0E80',
  [ACTIVATION.noSocketFree]: 'disconnect another tester',
  [ACTIVATION.otherSourceOnSocket]: OTHER_ADDRESS,
  [ACTIVATION.sourceInUse]: OTHER_ADDRESS,
  [ACTIVATION.authenticationMissing]: 'use a tester that has the authentication of this vehicle',
  [ACTIVATION.confirmationRejected]: CONFIRM,
  [ACTIVATION.unsupportedType]:
    'routing is activated with type 0x00 (default) only: use a tester with a type that this gateway supports',
  [ACTIVATION.needsTls]: 'connect with TLS: ?tls=on',
  [ACTIVATION.confirmationRequired]: CONFIRM,
};
const NO_ANSWER_HINT = 'check that a DoIP gateway listens there, and whether it requires TLS: ?tls=on';

function hintFor(code: number, url: DoipUrl): string {
  if (code === ACTIVATION.needsTls && url.tls !== null) {
    return "this connection already uses TLS: check the gateway's TLS settings";
  }
  return HINTS[code] ?? `look up code ${codeHex(code)} in the documentation of this gateway`;
}

function refused(url: DoipUrl, result: ActivationResult): PortError {
  const text = formatBusUrl(url);
  const isCode = 'code' in result;
  const reason = isCode ? codeText(ACTIVATION_TEXT, result.code) : result.reason;
  const hint = isCode ? hintFor(result.code, url) : NO_ANSWER_HINT;
  return new PortError('bench', `cannot use ${text}: routing activation failed: ${reason}`, hint, { url: text });
}

/**
 * Connects to a DoIP entity, which is looked for first where the URL has no host, and activates routing; the port
 * carries ISO-TP frames.
 *
 * @throws PortError: `bench` where nothing answers or routing activation is refused, `usage` for port 0
 */
export async function openDoipClient(url: DoipUrl, options: DoipClientOptions): Promise<CanPort> {
  const host = url.host ?? (await discoverDoip(url));
  const { tls } = url;
  const place = { ...url, host, vin: null, eid: null };
  const text = formatBusUrl(place);
  const socket =
    tls === null
      ? await connectTo(place)
      : await connectTo({ ...place, port: tls.port }, await tlsTrust(text, host, tls.cert));
  const { promise, resolve } = Promise.withResolvers<ActivationResult>();
  const protocol = new DoipClientProtocol(options, url.source, resolve);
  const port = new StreamPort(socket, { url: text, protocol, onLag: 'refuse' });
  port.status.subscribe((status) => {
    if (status.kind === 'closed') resolve({ reason: `it does not answer: ${status.reason}` });
  });
  const timer = setTimeout(() => resolve({ reason: 'it does not answer' }), ACTIVATION_TIMEOUT_MS);
  const result = await promise;
  clearTimeout(timer);
  if ('code' in result && result.code === ACTIVATION.ok) return port;
  await port.close();
  throw refused(place, result);
}
