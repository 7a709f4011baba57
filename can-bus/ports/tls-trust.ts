import { isLoopback } from './loopback.ts';
import { readCertificate } from './tls-identity.ts';
import type { SecureConnection } from './tcp.ts';

/** The other side speaks without TLS. */
const NO_TLS: readonly string[] = [
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ECONNRESET',
  'EPROTO',
];
/** Its certificate is not one that is trusted. */
const UNTRUSTED: readonly string[] = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
];
const EXPIRED = 'CERT_HAS_EXPIRED';

/**
 * Whom a TLS client trusts: with a file only the certificate in it, or what it has signed, whatever name is in that;
 * without a file any certificate on this machine, and elsewhere those that the system trusts.
 *
 * @throws PortError: `usage` for a file without a certificate, `bench` for one that cannot be read
 */
export async function tlsTrust(url: string, host: string, cert: string | null): Promise<SecureConnection> {
  const isLocal = isLoopback(host);
  const hintFor = (code: string): string | null => {
    if (NO_TLS.includes(code)) return 'this port does not speak TLS: choose the port with tlsPort=, or leave tls out';
    if (code === EXPIRED) return 'make a new certificate for the vehicle';
    if (!UNTRUSTED.includes(code)) return null;
    return cert === null
      ? 'name the certificate that the vehicle shows: ?tls=on&cert=FILE.pem'
      : `the vehicle shows another certificate than that in ${cert}: name the one that it shows`;
  };
  if (cert === null) return { url, options: isLocal ? { rejectUnauthorized: false } : {}, hintFor };
  return { url, options: { ca: await readCertificate(url, cert), checkServerIdentity: () => undefined }, hintFor };
}
