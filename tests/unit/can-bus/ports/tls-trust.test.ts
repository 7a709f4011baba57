import { expect, it } from 'vitest';
import { tlsIdentity } from '../../../../can-bus/ports/tls-identity.ts';
import { tlsTrust } from '../../../../can-bus/ports/tls-trust.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();

it('trusts every certificate on this machine, and elsewhere those of the system', async () => {
  for (const host of ['127.0.0.1', '127.8.8.8', 'localhost', '::1', '::ffff:127.0.0.1']) {
    expect((await tlsTrust('doip:x', host, null)).options).toEqual({ rejectUnauthorized: false });
  }
  for (const host of ['192.168.0.10', '127.example.com', 'localhost.example.com']) {
    expect((await tlsTrust('doip:x', host, null)).options).toEqual({});
  }
});

it('trusts only the certificate in a file, regardless of its name', async () => {
  const { cert } = await tlsIdentity('doip:x', { cert: null, key: null });
  const path = folder.write('cert.pem', cert);
  const { options, hintFor } = await tlsTrust('doip:x', '127.0.0.1', path);
  expect(options.ca).toBe(cert);
  expect(hintFor('DEPTH_ZERO_SELF_SIGNED_CERT')).toContain(`another certificate than that in ${path}`);
  expect(options.rejectUnauthorized).toBeUndefined();
  expect(options.checkServerIdentity).toBeDefined();
  await expect(tlsTrust('doip:x', '127.0.0.1', '/nowhere.pem')).rejects.toMatchObject({ code: 'bench' });
  await expect(tlsTrust('doip:x', '127.0.0.1', import.meta.filename)).rejects.toMatchObject({
    message: expect.stringContaining('has no certificate in PEM format'),
  });
});

it('says what to do where the handshake fails', async () => {
  const { hintFor } = await tlsTrust('doip:x', '127.0.0.1', null);
  expect(hintFor('ERR_SSL_WRONG_VERSION_NUMBER')).toContain('does not speak TLS');
  expect(hintFor('DEPTH_ZERO_SELF_SIGNED_CERT')).toContain('?tls=on&cert=FILE.pem');
  expect(hintFor('CERT_HAS_EXPIRED')).toBe('make a new certificate for the vehicle');
  expect(hintFor('ECONNREFUSED')).toBeNull();
});
