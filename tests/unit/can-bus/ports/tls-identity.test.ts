import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificate, tlsIdentity, type TlsIdentity } from '../../../../can-bus/ports/tls-identity.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();
let made: TlsIdentity;

beforeAll(async () => {
  made = await tlsIdentity('doip:127.0.0.1:0', { cert: null, key: null });
});

function keyPem(passphrase?: string): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const format = { type: 'pkcs8', format: 'pem' } as const;
  const secret = passphrase === undefined ? format : { ...format, cipher: 'aes-256-cbc', passphrase };
  return String(privateKey.export(secret));
}

it('makes a certificate for this machine', () => {
  expect(new X509Certificate(made.cert).checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(made.key).toContain('PRIVATE KEY');
});

it('reads given files, and names one that is missing', async () => {
  const files = { cert: folder.write('cert.pem', made.cert), key: folder.write('key.pem', made.key) };
  expect(await tlsIdentity('doip:x:1', files)).toEqual(made);
  const missing = { ...files, cert: '/nowhere/cert.pem' };
  await expect(tlsIdentity('doip:x:1', missing)).rejects.toMatchObject({
    code: 'bench',
    context: { path: missing.cert },
  });
});

it('refuses a certificate without its private key', async () => {
  const given = { cert: import.meta.filename, key: null };
  await expect(tlsIdentity('doip:x:1', given)).rejects.toMatchObject({
    code: 'usage',
    message: 'cannot serve doip:x:1: a certificate needs its private key',
  });
});

describe('names the file of which TLS can make nothing, and why', () => {
  it.each([
    ['no PEM', () => 'no PEM', () => made.key, /cert\.pem has no certificate in PEM format$/],
    ['an empty file', () => '', () => made.key, /cert\.pem has no certificate in PEM format$/],
    ['the key', () => made.key, () => made.key, /cert\.pem has no certificate in PEM format$/],
    ['the certificate', () => made.cert, () => made.cert, /key\.pem has no private key in PEM format$/],
    ['an empty key', () => made.cert, () => '', /key\.pem has no private key in PEM format$/],
    ['an encrypted key', () => made.cert, () => keyPem('secret'), /the private key in .*key\.pem is encrypted$/],
    [
      'another key',
      () => made.cert,
      () => keyPem(),
      /key\.pem is the private key of another certificate than .*cert\.pem$/,
    ],
  ])('%s', async (_, cert, key, message) => {
    const files = { cert: folder.write('cert.pem', cert()), key: folder.write('key.pem', key()) };
    await expect(tlsIdentity('doip:x:1', files)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/./),
    });
  });

  it('a certificate in binary format', async () => {
    const path = folder.write('cert.der', new X509Certificate(made.cert).raw);
    await expect(readCertificate('doip:x:1', path)).rejects.toMatchObject({
      message: `cannot use doip:x:1: ${path} has no certificate in PEM format`,
    });
  });
});
