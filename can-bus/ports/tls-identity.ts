import { readFile } from 'node:fs/promises';
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
 * @throws PortError: `usage` for a certificate without its key, `bench` for a file that cannot be read
 */
export async function tlsIdentity(url: string, { cert, key }: TlsFiles): Promise<TlsIdentity> {
  if (cert !== null) {
    if (key === null) {
      const reason = 'a certificate needs its private key';
      throw new PortError('usage', `cannot serve ${url}: ${reason}`, 'write cert=FILE&key=FILE, or neither', { url });
    }
    return { cert: await readPem(url, cert), key: await readPem(url, key) };
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

/** @throws PortError (`bench`) */
export async function readPem(url: string, path: string): Promise<string> {
  try {
    return decodeText(await readFile(path));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PortError('bench', `cannot use ${url}: ${reason}`, 'name a readable PEM file', { url, path }, error);
  }
}
