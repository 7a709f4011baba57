import { readFile } from 'node:fs/promises';
import { PortError } from './port-error.ts';

/** What a TLS server shows to its clients, as PEM. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
}

/** Files with a certificate and its private key. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** The certificate of these files; without files one that is made now, for this machine. @throws PortError (`bench`) */
export async function tlsIdentity(url: string, files: TlsFiles | null): Promise<TlsIdentity> {
  if (files !== null) return { cert: await read(url, files.cert), key: await read(url, files.key) };
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

async function read(url: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PortError('bench', `cannot use ${url}: ${reason}`, 'name a readable PEM file', { url, path }, error);
  }
}
