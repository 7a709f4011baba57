import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, expect, it } from 'vitest';
import { tlsIdentity } from '../../../../can-bus/ports/tls-identity.ts';

const folder = mkdtempSync(join(tmpdir(), 'vsk-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

it('makes a certificate for this machine', async () => {
  const { cert, key } = await tlsIdentity('doip:127.0.0.1:0', { cert: null, key: null });
  expect(new X509Certificate(cert).checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(key).toContain('PRIVATE KEY');
});

it('reads given files, and names one that is missing', async () => {
  const made = await tlsIdentity('doip:127.0.0.1:0', { cert: null, key: null });
  const both = file('both.pem', `${made.cert}\n${made.key}`);
  for (const files of [
    { cert: file('cert.pem', made.cert), key: file('key.pem', made.key) },
    { cert: both, key: both },
  ]) {
    expect((await tlsIdentity('doip:x:1', files)).cert).toContain(made.cert);
  }
  const missing = { cert: '/nowhere/cert.pem', key: both };
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

it('refuses files of which TLS cannot make use, and says which and why', async () => {
  const [one, other] = [
    await tlsIdentity('x', { cert: null, key: null }),
    await tlsIdentity('x', { cert: null, key: null }),
  ];
  const weak = generateKeyPairSync('rsa', {
    modulusLength: 1024,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const small = await generate([{ name: 'commonName', value: 'x' }], {
    keyPair: { publicKey: weak.publicKey, privateKey: weak.privateKey },
    algorithm: 'sha256',
  });
  const locked = createPrivateKey(one.key).export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'x',
  });
  const cert = file('one.pem', one.cert);
  const key = file('one-key.pem', one.key);
  const text = file('text.pem', 'no PEM');
  const empty = file('empty.pem', '');
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [text, key, /text\.pem has no certificate in PEM format$/],
    [empty, key, /empty\.pem has no certificate in PEM format$/],
    [key, cert, /one-key\.pem has no certificate in PEM format$/],
    [cert, text, /text\.pem has no private key in PEM format$/],
    [cert, empty, /empty\.pem has no private key in PEM format$/],
    [cert, cert, /one\.pem has no private key in PEM format$/],
    [cert, file('locked.pem', locked.toString()), /locked\.pem has a passphrase$/],
    [cert, file('other.pem', other.key), /other\.pem belongs to another certificate than that in .*one\.pem$/],
    [file('small.pem', small.cert), file('small-key.pem', small.private), /TLS refuses .*small\.pem .*: .*too small/],
  ];
  for (const [certFile, keyFile, message] of cases) {
    await expect(tlsIdentity('doip:x:1', { cert: certFile, key: keyFile })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(message),
    });
  }
});
