import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { counted } from '../text/counted.ts';
import { decodeText } from '../text/decode-text.ts';
import { PortError } from './port-error.ts';

/** What a TLS server shows to its clients, as PEM. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
}

/** PEM files with a certificate and its private key. */
interface TlsFiles {
  readonly cert: string | null;
  readonly key: string | null;
}

/**
 * The certificate of these files; without files one that is made now, for this machine.
 *
 * @throws PortError: `usage` for a certificate without its key, or files that TLS cannot use; `bench` for a file that
 * cannot be read
 */
export async function tlsIdentity(url: string, { cert, key }: TlsFiles): Promise<TlsIdentity> {
  if (cert !== null) {
    if (key === null) {
      const reason = 'a certificate needs its private key';
      throw new PortError('usage', `cannot serve ${url}: ${reason}`, 'write cert=FILE&key=FILE, or neither', { url });
    }
    return checkedIdentity(
      url,
      { cert: await readCertificate(url, cert), key: await readPem(url, key) },
      { cert, key },
    );
  }
  const { generate } = await import('selfsigned');
  const altNames = [
    { type: 2, value: 'localhost' },
    { type: 7, ip: '127.0.0.1' },
  ] as const;
  const made = await generate([{ name: 'commonName', value: 'Virtual Smart Key DoIP' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [...altNames] }],
  });
  return { cert: made.cert, key: made.private };
}

/** What OpenSSL reports of these would be reported only when the server starts, without the file. */
function checkedIdentity(
  url: string,
  identity: TlsIdentity,
  paths: { readonly cert: string; readonly key: string },
): TlsIdentity {
  if (!new X509Certificate(identity.cert).checkPrivateKey(privateKeyOf(url, paths.key, identity.key))) {
    const reason = `${paths.key} is the private key of another certificate than ${paths.cert}`;
    throw unusable(url, paths.key, reason, 'name a certificate and its own private key');
  }
  try {
    createSecureContext(identity);
    return identity;
  } catch (error) {
    const reason = `TLS does not accept ${paths.cert} with ${paths.key}: ${reasonOf(error)}`;
    throw unusable(url, paths.cert, reason, 'make a certificate with a longer key, or leave cert and key out', error);
  }
}

function privateKeyOf(url: string, path: string, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (error) {
    const isEncrypted = text.includes('ENCRYPTED');
    const reason = isEncrypted ? `the private key in ${path} is encrypted` : `${path} has no private key in PEM format`;
    const hint = isEncrypted
      ? `decrypt it: openssl pkey -in ${path} -out key.pem`
      : 'name the PEM file of the private key';
    throw unusable(url, path, reason, hint, error);
  }
}

/** @throws PortError: `usage` for a file without a certificate in PEM format, `bench` for one that cannot be read */
export async function readCertificate(url: string, path: string): Promise<string> {
  const text = await readPem(url, path);
  try {
    // Only PEM: it would also take a certificate in binary format.
    if (text.includes('-----BEGIN') && new X509Certificate(text).raw.length > 0) return text;
  } catch (error) {
    throw noCertificate(url, path, error);
  }
  throw noCertificate(url, path);
}

function noCertificate(url: string, path: string, cause?: unknown): PortError {
  const reason = `${path} has no certificate in PEM format`;
  return unusable(url, path, reason, 'name a file that has -----BEGIN CERTIFICATE----- in it', cause);
}

/** More than any chain of certificates. */
const MAX_PEM_BYTES = 1_048_576;

async function readPem(url: string, path: string): Promise<string> {
  try {
    // A pipe may have no writer, and a device no end.
    const stats = await stat(path);
    if (!stats.isFile()) throw new Error(`${path} is not a regular file`);
    if (stats.size > MAX_PEM_BYTES) throw new Error(`${path} has more than ${counted(MAX_PEM_BYTES, 'byte')}`);
    return decodeText(await readFile(path));
  } catch (error) {
    const context = { url, path };
    throw new PortError('bench', `cannot use ${url}: ${reasonOf(error)}`, 'name a readable PEM file', context, error);
  }
}

function unusable(url: string, path: string, reason: string, hint: string, cause?: unknown): PortError {
  return new PortError('usage', `cannot use ${url}: ${reason}`, hint, { url, path }, cause);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
