import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { runProgram } from './support/program.ts';

describe('smartkey doctor', () => {
  it('gives every finding with status and mend as JSON, and ends with 0', async () => {
    const end = await runProgram('doctor', '--json', '--bus', 'virtual', '--bus', 'slcan-tcp:127.0.0.1:0');
    expect(end).toMatchObject({ exitCode: 0, stderr: '' });
    expect(() => void JSON.parse(end.stdout)).not.toThrow();
    expect(end.stdout).toMatch(/^\{"findings":\[\{"topic":"node","status":"(ok|warn)","text":"Node /);
    expect(end.stdout.match(/"topic":"bus","status":"ok"/g)).toHaveLength(2);
  });

  it('ends with 5 where a bus that was asked for cannot be had', async () => {
    const end = await runProgram('doctor', '--bus', 'slcan-tcp:192.0.2.1:3333');
    expect(end.exitCode).toBe(5);
    expect(end.stdout).toMatch(/missing cannot listen on slcan-tcp:192\.0\.2\.1:3333/);
  });

  it('only warns of a port that is taken: a tool can connect to it', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const end = await runProgram('doctor', '--bus', `slcan-tcp:127.0.0.1:${port}`);
    server.close();
    expect(end.exitCode).toBe(0);
    expect(end.stdout).toMatch(/warn {4}slcan-tcp:127\.0\.0\.1:\d+: taken/);
  });

  it('ends with 2 for a bus that is none', async () => {
    expect((await runProgram('doctor', '--bus', 'nonsense')).exitCode).toBe(2);
  });
});
