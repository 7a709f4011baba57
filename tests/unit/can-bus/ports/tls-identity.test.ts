import { X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { tlsIdentity } from '../../../../can-bus/ports/tls-identity.ts';

it('makes a certificate for this machine', async () => {
  const { cert, key } = await tlsIdentity('doip:127.0.0.1:0', { cert: null, key: null });
  expect(new X509Certificate(cert).checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(key).toContain('PRIVATE KEY');
});

it('reads given files, and names one that is missing', async () => {
  const file = import.meta.filename;
  expect((await tlsIdentity('doip:x:1', { cert: file, key: file })).cert).toContain('tlsIdentity');
  const missing = { cert: '/nowhere/cert.pem', key: file };
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
