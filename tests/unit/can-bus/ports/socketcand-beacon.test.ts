import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SocketcandUrl } from '../../../../can-bus/ports/bus-url.ts';
import { startBeacon, type Beacon } from '../../../../can-bus/ports/socketcand-beacon.ts';
import { turn } from '../../../support/turn.ts';

const URL: SocketcandUrl = { kind: 'socketcand', host: '127.0.0.1', port: 29_536, bus: 'body', beacon: true };

let listener: Socket;
let beacon: Beacon | null = null;

beforeEach(async () => {
  listener = createSocket('udp4');
  await new Promise<void>((resolve) => {
    listener.bind(0, '127.0.0.1', resolve);
  });
});
afterEach(() => {
  beacon?.close();
  beacon = null;
  listener.close();
});

/** The first announcement. */
async function announced(url: SocketcandUrl): Promise<string> {
  const heard = once(listener, 'message');
  const options = { targets: ['127.0.0.1'], port: listener.address().port };
  beacon = startBeacon(url, (reason) => expect.fail(reason), options);
  return String((await heard)[0]);
}

describe('the announcement of a socketcand', () => {
  it('says who serves which bus where, as its manual has it', async () => {
    expect(await announced(URL)).toBe(
      `<CANBeacon name="${hostname()}" type="adapter" description="virtual-smart-key">\n` +
        '<URL>can://127.0.0.1:29536</URL><Bus name="body"/></CANBeacon>',
    );
  });

  it('is valid XML for any bus name', async () => {
    expect(await announced({ ...URL, bus: 'a<b>&"c"' })).toContain('<Bus name="a&#60;b&#62;&#38;&#34;c&#34;"/>');
  });

  it('reports once that it cannot be sent', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    let reports = 0;
    beacon = startBeacon(
      URL,
      (reason) => {
        reports++;
        resolve(reason);
      },
      // IPv6, from a socket of IPv4.
      { targets: ['::1', '::1'], port: listener.address().port },
    );
    expect(await promise).toMatch(/^the discovery beacon cannot be sent: /);
    await turn();
    expect(reports).toBe(1);
  });
});
