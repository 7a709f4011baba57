import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { decodeText } from '../text/decode-text.ts';
import { PortError } from './port-error.ts';

/** What a TLS server shows to its clients, as PEM. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
}

/** Both forms of a key with a passphrase, PKCS #8 and the older one. */
const ENCRYPTED = /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/;

/** PEM files with a certificate and its private key. */
interface TlsFiles {
  readonly cert: string | null;
  readonly key: string | null;
}

/**
 * The certificate of these files; without files one that is made now, for this machine.
 *
 * @throws PortError: `usage` for a certificate without its key, or files with something else; `bench` for a file that
 * cannot be read
 */
export async function tlsIdentity(url: string, { cert, key }: TlsFiles): Promise<TlsIdentity> {
  if (cert !== null) {
    if (key === null) {
      const reason = 'a certificate needs its private key';
      throw new PortError('usage', `cannot serve ${url}: ${reason}`, 'write cert=FILE&key=FILE, or neither', { url });
    }
    const identity = { cert: await readCertificate(url, cert), key: await readPem(url, key) };
    checkIdentity(url, { cert, key }, identity);
    return identity;
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

/**
 * The text of a file with a certificate.
 *
 * @throws PortError: `usage` where there is none in it, `bench` for a file that cannot be read
 */
export async function readCertificate(url: string, path: string): Promise<string> {
  const text = await readPem(url, path);
  try {
    new X509Certificate(text);
  } catch (error) {
    throw unusable(
      url,
      path,
      `${path} has no certificate in PEM format`,
      'name a file with "BEGIN CERTIFICATE"',
      error,
    );
  }
  return text;
}

/** @throws PortError (`usage`) for files of which TLS cannot make use */
function checkIdentity(
  url: string,
  { cert, key }: { readonly cert: string; readonly key: string },
  identity: TlsIdentity,
): void {
  const privateKey = readKey(url, key, identity.key);
  if (!new X509Certificate(identity.cert).checkPrivateKey(privateKey)) {
    const reason = `the private key in ${key} belongs to another certificate than that in ${cert}`;
    throw unusable(url, key, reason, 'name the key with which the certificate was made');
  }
  try {
    createSecureContext(identity);
  } catch (error) {
    const reason = `TLS refuses the certificate in ${cert} with its key: ${reasonOf(error)}`;
    throw unusable(
      url,
      cert,
      reason,
      'make a certificate with a key of at least 2048 bits (RSA) or 256 bits (EC)',
      error,
    );
  }
}

function readKey(url: string, path: string, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (error) {
    if (ENCRYPTED.test(text)) {
      const hint = 'name a key without one: "openssl pkey -in KEY -out NEW" removes it';
      throw unusable(url, path, `the private key in ${path} has a passphrase`, hint, error);
    }
    throw unusable(
      url,
      path,
      `${path} has no private key in PEM format`,
      'name a file with "BEGIN PRIVATE KEY"',
      error,
    );
  }
}

async function readPem(url: string, path: string): Promise<string> {
  try {
    // A pipe may have no writer, and a device no end.
    if (!(await stat(path)).isFile()) throw new Error(`${path} is not a regular file`);
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
