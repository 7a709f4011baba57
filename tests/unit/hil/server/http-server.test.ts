import { describe, expect, it } from 'vitest';
import { startHttpServer } from '../../../../hil/server/http-server.ts';
import { VirtualControl } from './virtual-control.ts';

describe('startHttpServer', () => {
  it('serves the car and its events until it is closed', async () => {
    const control = new VirtualControl();
    const server = await startHttpServer({ control, host: '127.0.0.1', port: 0 });
    const state: unknown = await (await fetch(`${server.url}/api/state`)).json();
    expect(state).toMatchObject({ timeUs: 0, powerMode: 'on' });
    expect(control.watchers).toBe(1);
    await server.close();
    expect(control.watchers).toBe(0);
    await expect(fetch(server.url)).rejects.toThrow(TypeError);
  });

  it('watches the car no longer where the port is taken', async () => {
    const first = await startHttpServer({ control: new VirtualControl(), host: '127.0.0.1', port: 0 });
    const control = new VirtualControl();
    const options = { control, host: '127.0.0.1', port: Number(new URL(first.url).port) };
    await expect(startHttpServer(options)).rejects.toThrow(expect.objectContaining({ code: 'bench' }));
    expect(control.watchers).toBe(0);
    await first.close();
  });
});
