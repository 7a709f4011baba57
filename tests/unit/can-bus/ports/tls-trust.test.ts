import { expect, it } from 'vitest';
import { tlsTrust } from '../../../../can-bus/ports/tls-trust.ts';

it('trusts every certificate on this machine, and elsewhere those of the system', async () => {
  for (const host of ['127.0.0.1', '127.8.8.8', 'localhost', '::1']) {
    expect((await tlsTrust('doip:x', host, null)).options).toEqual({ rejectUnauthorized: false });
  }
  expect((await tlsTrust('doip:x', '192.168.0.10', null)).options).toEqual({});
});

it('trusts only the certificate in a file, regardless of its name', async () => {
  const { options } = await tlsTrust('doip:x', '127.0.0.1', import.meta.filename);
  expect(String(options.ca)).toContain('tlsTrust');
  expect(options.rejectUnauthorized).toBeUndefined();
  expect(options.checkServerIdentity).toBeDefined();
  await expect(tlsTrust('doip:x', '127.0.0.1', '/nowhere.pem')).rejects.toMatchObject({ code: 'bench' });
});

it('says what to do where the handshake fails', async () => {
  const { hintFor } = await tlsTrust('doip:x', '127.0.0.1', null);
  expect(hintFor('ERR_SSL_WRONG_VERSION_NUMBER')).toContain('does not speak TLS');
  expect(hintFor('DEPTH_ZERO_SELF_SIGNED_CERT')).toContain('?tls=on&cert=FILE.pem');
  expect(hintFor('ECONNREFUSED')).toBeNull();
});
