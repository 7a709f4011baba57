import { describe, expect, it } from 'vitest';
import { Elm327Protocol } from '../../../../can-bus/ports/elm327-protocol.ts';
import type { StreamProtocolSink } from '../../../../can-bus/ports/stream-port.ts';
import { readFrame, writtenFrame } from '../../../support/elm327-rig.ts';
import { turn } from '../../../support/turn.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

interface RigOptions {
  /** The bus is in virtual time. */
  readonly settles?: boolean;
  readonly ecus?: (sent: string) => readonly string[];
}

/** A client, a bus, and the vehicle's time, which begins at 7 s while the clock begins at 0. */
class Rig {
  readonly clock = new VirtualClock();
  readonly sent: string[] = [];
  readonly protocol: Elm327Protocol;
  output = '';
  startUs = 7_000_000;
  mayGoOn = true;
  readonly #sink: StreamProtocolSink;

  constructor({ settles = false, ecus = (): readonly string[] => [] }: RigOptions = {}) {
    this.protocol = new Elm327Protocol({
      version: '1.5',
      clock: this.clock,
      vehicleTimeUs: () => this.startUs + this.clock.nowUs(),
      settles: () => settles,
      bitRate: 500_000,
    });
    this.#sink = {
      deliver: (frame) => {
        this.sent.push(writtenFrame(frame));
        this.protocol.confirm(frame);
        for (const text of ecus(writtenFrame(frame))) this.protocol.encode(readFrame(text));
      },
      reply: (text) => (this.output += String(text)),
      trouble: () => undefined,
      pause: () => undefined,
      mayGoOn: () => this.mayGoOn,
      holdBack: () => undefined,
      end: () => undefined,
    };
    this.protocol.opened(this.#sink);
    this.say('ATE0\rATSP6\r');
    this.output = '';
  }

  say(text: string): number {
    return this.protocol.receive(Buffer.from(text, 'latin1'), this.#sink);
  }
}

const VIN_ECU = (sent: string): readonly string[] => {
  if (sent.startsWith('7DF#0209')) return ['7E8#1014490201345431'];
  return sent.startsWith('7E0#30') ? ['7E8#21425A314642344B', '7E8#2255393939393939'] : [];
};

describe('an ELM327 on a stream', () => {
  it('in real time ends an answer by its alarm, after what arrived together with it', async () => {
    const rig = new Rig();
    rig.say('0100\r');
    expect(rig.sent).toEqual(['7DF#0201000000000000']);
    expect(rig.protocol.answersForMs()).toBe(10_000);
    rig.clock.advanceTo(199_999);
    await turn();
    expect(rig.output).toBe('');
    rig.clock.advanceTo(200_000);
    await turn();
    expect([rig.output, rig.protocol.answersForMs()]).toEqual(['NO DATA\r\r>', 0]);
  });

  it('a response before the turn of the alarm counts', async () => {
    const rig = new Rig();
    rig.say('0100\r');
    rig.clock.advanceTo(150_000);
    rig.protocol.encode(readFrame('7E8#03410550CCCCCCCC'));
    await turn();
    expect(rig.output).toBe('41 05 50 \r');
    rig.clock.advanceTo(349_999);
    await turn();
    expect(rig.output).toBe('41 05 50 \r');
    rig.clock.advanceTo(350_000);
    await turn();
    expect(rig.output).toBe('41 05 50 \r\r>');
  });

  it('in virtual time an answer is complete when the bus is quiet, with all its frames', () => {
    const rig = new Rig({ settles: true, ecus: VIN_ECU });
    rig.say('0902\r0105\r');
    expect(rig.sent).toEqual(['7DF#0209020000000000', '7E0#3000000000000000', '7DF#0201050000000000']);
    expect(rig.output).toBe(
      '014\r0: 49 02 01 34 54 31 \r1: 42 5A 31 46 42 34 4B \r2: 55 39 39 39 39 39 39 \r\r>NO DATA\r\r>',
    );
    expect(rig.clock.nowUs()).toBe(0);
  });

  it('ELM-27: in virtual time a client has as long as it likes to follow to another baud rate', async () => {
    const rig = new Rig({ settles: true });
    rig.say('ATBRD23\r');
    rig.clock.advanceTo(1_000_000);
    await turn();
    expect(rig.output).toBe('OK\rELM327 v1.5\r');
    const real = new Rig();
    real.say('ATBRD23\r');
    real.clock.advanceTo(75_000);
    await turn();
    expect(real.output).toBe('OK\rELM327 v1.5\r\r>');
  });

  it('hands a flow control to the bus after the frame that asks for it, never within', async () => {
    const rig = new Rig();
    rig.say('0902\r');
    rig.protocol.encode(readFrame('7E8#1014490201345431'));
    expect(rig.sent).toHaveLength(1);
    await turn();
    expect(rig.sent).toEqual(['7DF#0209020000000000', '7E0#3000000000000000']);
  });

  it('ends what it waits for where the car is restarted and its time begins anew', async () => {
    const rig = new Rig();
    rig.say('0100\r');
    rig.startUs = 0;
    rig.protocol.encode(readFrame('5B0#00'));
    expect(rig.output).toBe('NO DATA\r\r>');
    rig.output = '';
    rig.say('0100\r');
    rig.clock.advanceTo(200_000);
    await turn();
    expect(rig.output).toBe('NO DATA\r\r>');
  });

  it('reads no further than it may', () => {
    const rig = new Rig();
    rig.mayGoOn = false;
    expect(rig.say('ATI\rATI\r')).toBe(0);
    rig.mayGoOn = true;
    expect(rig.say('ATI\rATI\r')).toBe(8);
    expect(rig.output).toBe('ELM327 v1.5\r\r>ELM327 v1.5\r\r>');
  });

  it('is a new adapter after data was dropped, and none after the end', async () => {
    const rig = new Rig();
    rig.say('ATH1\r0100\r');
    rig.protocol.dropped();
    rig.output = '';
    rig.say('ATI\r');
    expect(rig.output).toBe('ATI\rELM327 v1.5\r\r>');
    rig.say('ATSP6\r0100\r');
    rig.output = '';
    rig.protocol.closed();
    rig.clock.advanceTo(10_000_000);
    await turn();
    expect(rig.say('ATI\r')).toBe(4);
    expect(rig.output).toBe('');
  });
});
