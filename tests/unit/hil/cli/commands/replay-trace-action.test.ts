import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openServerPort } from '../../../../../can-bus/ports/open-port.ts';
import type { CanPortServer } from '../../../../../can-bus/ports/can-port.ts';
import { replayTrace } from '../../../../../hil/cli/commands/replay-trace-action.ts';
import type { ReplayFlags } from '../../../../../hil/cli/commands/replay-flags.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const LOG = '(1.000000) can0 7B5#023E00\n(1.001000) can0 7BD#027E00\n(1.002000) can0 100#\n';

let server: CanPortServer;
let received: string[];
beforeEach(async () => {
  received = [];
  server = await openServerPort('slcan-tcp:127.0.0.1:0', { vehicleTimeUs: () => 0 });
  server.clients.subscribe((client) => {
    client.frames.subscribe(({ id, data }) => received.push(`${id.toString(16)}#${Buffer.from(data).toString('hex')}`));
  });
});
afterEach(() => server.close());

function replay(text: string, flags: Partial<ReplayFlags> = {}): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  const path = folder.write('a.log', text);
  // Fast, so that the wait for late refusals is short.
  return ended(terminal, () => replayTrace(path, { rate: 1000, bus: [server.url], ...flags }, terminal));
}

describe('a log that is sent to a bus', () => {
  it('has its frames there in order, and their figures', async () => {
    const { exitCode, out, err } = await replay(LOG);
    expect([exitCode, err]).toEqual([0, []]);
    expect(received).toEqual(['7b5#023e00', '7bd#027e00', '100#']);
    expect(out).toEqual([
      expect.stringMatching(/^3 frames in \d\.\d{3} s$/),
      expect.stringMatching(/^\d+\.\d{3} ms late on average, \d+\.\d{3} ms at most$/),
      'drift: too short to measure',
    ]);
  });

  it('has only the frames that are selected, and is one object with --json', async () => {
    const { out, err } = await replay(LOG, { id: '7b5, 0x100', json: true });
    expect([received, err]).toEqual([['7b5#023e00', '100#'], []]);
    expect(JSON.parse(out.join('\n'))).toMatchObject({
      ...{
        sent: 2,
        refused: 0,
        reasons: {},
        closed: null,
        clockJumps: 0,
        disordered: 0,
        bad: 0,
        driftMsPerMinute: null,
      },
    });
  });

  it('has what can be read of it with --skip-bad, and follows at once where its clock jumps', async () => {
    const log = '(5.000000) can0 100#\n(9000000.000000) can0 102#\n(9000001.000000) can1 103#\nnonsense\n';
    const { exitCode, out, err } = await replay(log, { skipBad: true, quiet: true, source: 'can0' });
    expect([exitCode, out, received]).toEqual([0, [], ['100#', '102#']]);
    expect(err).toEqual([
      expect.stringMatching(/^warning: .*a\.log, line 4: "nonsense" is not a line of this format/),
      expect.stringMatching(
        /^warning: the log's clock goes on by more than \d+ s before frame 2, from 5\.000000 s to 9000000\.000000 s; /,
      ),
    ]);
  });
});

describe('a log that is refused before anything is sent', () => {
  it.each([
    [{ bus: [] }, 2, LOG, /is a trace, which is replayed to one bus$/m],
    [{ bus: ['slcan-tcp:a:1', 'slcan-tcp:b:1'] }, 2, LOG, /is a trace, which is replayed to one bus$/m],
    [{ id: '7G' }, 2, LOG, /^error: --id: "7G" is not a CAN id$/m],
    [{ id: '7FF' }, 4, LOG, /: none of the 3 frames is selected$/m],
    [{}, 2, '# nothing\n', /./],
    [{}, 2, `${LOG}(1.003000) can1 200#\n`, /can0 \(3 frames\), can1 \(1 frame\)/],
    [{}, 2, `${LOG}nonsense\n`, /line 4: "nonsense" is not a line of this format/],
    [{ bus: ['slcan-tcp:127.0.0.1:1'] }, 5, LOG, /slcan-tcp:127\.0\.0\.1:1/],
  ] as const)('with %j ends with %i', async (flags, code, text, message) => {
    const { exitCode, out, err } = await replay(text, flags);
    expect([exitCode, out, received]).toEqual([code, [], []]);
    expect(err.join('\n')).toMatch(message);
  });
});
