import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { runCommand } from './support/in-process.ts';

describe('smartkey doctor', () => {
  it('prints every finding with its status and fix, and a verdict for each way in, as JSON, and ends with 0', async () => {
    const end = await runCommand('doctor', '--json', '--bus', 'virtual', '--bus', 'slcan-tcp:127.0.0.1:0');
    expect(end).toMatchObject({ exitCode: 0, stderr: '' });
    expect(() => void JSON.parse(end.stdout)).not.toThrow();
    expect(end.stdout).toMatch(/^\{"findings":\[\{"topic":"node","status":"(ok|warn)","text":"Node /);
    expect(end.stdout.match(/"topic":"bus","status":"ok"/g)).toHaveLength(2);
    expect(end.stdout).toContain('"verdicts":[{"way":"slcan-tcp, socketcand","status":"ok",');
  });

  it('ends with 5 where a bus that was requested is not available', async () => {
    const end = await runCommand('doctor', '--bus', 'slcan-tcp:192.0.2.1:3333');
    expect(end.exitCode).toBe(5);
    expect(end.stdout).toMatch(/missing cannot listen on slcan-tcp:192\.0\.2\.1:3333/);
  });

  it('only warns of a port that is taken: a tool can connect to it', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const end = await runCommand('doctor', '--bus', `slcan-tcp:127.0.0.1:${port}`);
    server.close();
    expect(end.exitCode).toBe(0);
    expect(end.stdout).toMatch(/warn {4}slcan-tcp:127\.0\.0\.1:\d+: in use/);
  });

  it.each(['socketcand:127.0.0.1:0', 'uds-lines:127.0.0.1:0', 'slcan-tcp:[::1]:0'])(
    'finds that a car can serve %s',
    async (url) => {
      const end = await runCommand('doctor', '--quiet', '--json', '--bus', url);
      expect(end.stdout).toContain(`{"topic":"bus","status":"ok","text":"${url}: can be opened","fix":null}`);
      expect(end.exitCode).toBe(0);
    },
  );

  it.each([
    ['socketcan:nope0', /missing there is no interface nope0.*\n +→ .*(npm run guest|is its adapter plugged in)/],
    ['socketcan:lo', /missing lo is a network interface, but not a CAN interface\n +→ "ip /],
    ['slcan:/dev/null', /missing \/dev\/null is not a serial port\n +→ "ls /],
    ['slcan-pty:/no/such/folder/car', /missing cannot put a terminal at .*\n +→ create its directory first/],
  ])('ends with 5 where %s is requested, and reports the fix', async (url, reported) => {
    const end = await runCommand('doctor', '--bus', url);
    expect(end.exitCode).toBe(5);
    expect(end.stdout).toMatch(reported);
  });

  it('ends with 2 for an invalid bus URL', async () => {
    expect((await runCommand('doctor', '--bus', 'nonsense')).exitCode).toBe(2);
  });
});
