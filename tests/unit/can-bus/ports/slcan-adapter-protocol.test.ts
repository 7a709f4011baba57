import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { SlcanAdapterProtocol } from '../../../../can-bus/ports/slcan-adapter-protocol.ts';
import type { StreamProtocolSink } from '../../../../can-bus/ports/stream-port.ts';
import { textOf } from '../../../support/output-data.ts';

const FRAME = dataFrame(0x7b5, fromHex('02 3E 00'));

/** Sends the text to the adapter; answers as they are, frames as `ID#DATA`. */
function hear(protocol: SlcanAdapterProtocol, text: string): readonly string[] {
  const said: string[] = [];
  const sink: StreamProtocolSink = {
    deliver: ({ id, data }) => said.push(`${id.toString(16)}#${toHex(data)}`),
    reply: (answer) => said.push(textOf(answer)),
    trouble: (reason) => said.push(`trouble: ${reason}`),
    pause: () => undefined,
    mayGoOn: () => true,
    holdBack: () => undefined,
    end: () => undefined,
  };
  protocol.receive(Buffer.from(text, 'latin1'), sink);
  return said;
}

describe('the SLCAN adapter on a stream', () => {
  it('answers commands, and puts frames on the bus once it is open', () => {
    const protocol = new SlcanAdapterProtocol({ vehicleTimeUs: () => 0 });
    expect(protocol.encode(FRAME)).toBeNull();
    expect(hear(protocol, 'S6\rO\r')).toEqual(['\r', '\r']);
    expect(hear(protocol, 't7B53023E00\r')).toContain('7b5#023E00');
    expect(protocol.encode(FRAME)).toBe('t7B53023E00\r');
  });

  it('still sends frames to a tool that has closed its sending side while its channel is open', () => {
    const protocol = new SlcanAdapterProtocol({ vehicleTimeUs: () => 0 });
    const times = ['S6\r', 'O\r', 'C\r'].map((command) => {
      hear(protocol, command);
      return protocol.answersForMs();
    });
    expect(times).toEqual([0, 250, 0]);
  });

  it('gives out only the frames it accepts', () => {
    const protocol = new SlcanAdapterProtocol({ vehicleTimeUs: () => 0, accepts: ({ id }) => id !== 0x7b5 });
    hear(protocol, 'O\r');
    expect(protocol.encode(FRAME)).toBeNull();
    expect(protocol.encode(dataFrame(0x123, fromHex('AA')))).toBe('t1231AA\r');
  });

  it('is closed again when what waited to be read was dropped', () => {
    const protocol = new SlcanAdapterProtocol({ vehicleTimeUs: () => 0 });
    hear(protocol, 'O\r');
    protocol.dropped();
    expect(protocol.encode(FRAME)).toBeNull();
  });
});
