import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressed, encodeDoip } from '../../../../can-bus/doip/message.ts';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import { DoipGateway, type DoipVehicle } from '../../../../can-bus/ports/doip-gateway.ts';
import { DoipProtocol } from '../../../../can-bus/ports/doip-protocol.ts';
import { Elm327Protocol } from '../../../../can-bus/ports/elm327-protocol.ts';
import { SlcanAdapterProtocol } from '../../../../can-bus/ports/slcan-adapter-protocol.ts';
import { SocketcandSession } from '../../../../can-bus/ports/socketcand-session.ts';
import type { StreamProtocol, StreamProtocolSink } from '../../../../can-bus/ports/stream-port.ts';
import { UdsLinesServerProtocol } from '../../../../can-bus/ports/uds-lines-server.ts';
import { doipTestVehicle } from '../../../support/doip-rig.ts';
import { turn } from '../../../support/turn.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** The same inputs on each machine. */
const SEED = 20_260_101;
const RUNS = 150;
const LONGEST = 4_095;

const text = (value: string): Uint8Array => Uint8Array.from(value, (character) => character.charCodeAt(0));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A UDS message of any length that a protocol may carry, or just not; short ones and limits are frequent. */
const message = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc.constantFrom('3E00', '3E80', '22F190', '22F190F18CF18AF187', '31010203', '').map((hex) => Buffer.from(hex, 'hex')),
  fc
    .constantFrom(6, 7, 8, 62, 63, LONGEST - 1, LONGEST, LONGEST + 1)
    .map((length) => new Uint8Array(length).fill(0x22)),
);

const route = doipTestVehicle.routes[0]?.channel ?? doipTestVehicle.functional;
const doipVehicle: DoipVehicle = {
  ...doipTestVehicle,
  // The last one has no channel.
  addresses: { ...doipTestVehicle.addresses, targets: [0x1000, 0x1740] },
};
const diagnosticMessage = fc
  .tuple(fc.constantFrom(0x0e00, 0x0e00, 0x0e80), fc.constantFrom(0x1000, 0xe400, 0xe400, 0x1740, 0xffff, 0), message)
  .map(([tester, target, data]) => encodeDoip(2, 0x8001, addressed(tester, target, data)));
const otherDoipMessage = fc
  .tuple(fc.constantFrom(0, 5, 7, 8, 0x4001, 0x8002, 0x9999), fc.uint8Array({ maxLength: 16 }))
  .map(([type, payload]) => encodeDoip(2, type, payload));
const doipActivation = encodeDoip(2, 5, Uint8Array.of(0x0e, 0x00, 0, 0, 0, 0, 0));

const word = fc.constantFrom(
  ...(
    'open can0 rawmode bcmmode controlmode isotpmode isotpconf sendpdu send sendf add echo statistics subscribe 7B5 7BD ' +
    '7DF 18DAF110 0 1 2 8 15 3E 00 F FF 202 1000 4294967296 -1 1.5 x'
  ).split(' '),
);
const socketcand = fc.oneof(
  fc.array(word, { maxLength: 13 }).map((words) => `< ${words.join(' ')} >`),
  fc.constantFrom(
    '< open can0 >',
    '< rawmode >',
    '< isotpmode >',
    '< isotpconf 7B5 7BD 0 0 0 >',
    '< send 7B5 2 3E 0 >',
  ),
  message.map((data) => `< sendpdu ${hexOf(data)} >`),
);
const slcan = fc.oneof(
  fc.constantFrom(
    'C',
    'O',
    'L',
    'S6',
    'S9',
    'Z1',
    'F',
    'V',
    'N',
    't7B5803223E00',
    't7B58',
    't7B59',
    'r7DF8',
    'T1FFFFFFF0',
  ),
  fc
    .tuple(fc.constantFrom('t7B5', 'T18DA10F1', 'd7B5', 'b7B5', 'r7DF', 'M', 'm', 'W', 's'), message)
    .map(([start, data]) => `${start}${data.length.toString(16)}${hexOf(data)}`),
);
const elm327 = fc.oneof(
  fc.constantFrom(
    'ATZ',
    'ATSP6',
    'ATSPB',
    'ATAL',
    'ATCAF0',
    'ATSH7DF',
    'ATSH7B5',
    'ATCEAB5',
    'ATMA',
    'ATFCSM1',
    'ATR0',
  ),
  fc.constantFrom('ATFCSD300000', 'ATFCSH7B5', 'ATCRA7BD', 'ATRTR', 'ATBRD23', 'ATPP2CSV81', '0100', '0902', '22F1901'),
  message.map(hexOf),
);

/** Well-formed input, the same with a byte changed or bytes cut out, and bytes without any meaning. */
function mutated(input: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { weight: 6, arbitrary: input },
    {
      weight: 2,
      arbitrary: fc
        .tuple(input, fc.nat(), fc.nat(255))
        .map(([bytes, at, value]) => (bytes.length === 0 ? bytes : bytes.with(at % bytes.length, value))),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(input, fc.nat(), fc.nat(20)).map(([bytes, at, count]) => {
        const start = at % (bytes.length + 1);
        return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + count)]);
      }),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  );
}

/** Any frame of the bus, mostly one that may belong to ISO-TP: all lengths of a first frame, also of 32 bits. */
const busFrame = fc
  .tuple(
    fc.constantFrom(0x7bd, 0x7bd, 0x7e8, 0x7b5, 0x7df, 0x5b5),
    fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc
        .constantFrom('027E00', '037F2278', '037F2221', '100862F190414243', '1FFF62F190414243', '1000FFFFFFFF6200')
        .map((hex) => Buffer.from(hex, 'hex')),
      fc
        .constantFrom(
          '1000000010006200',
          '1000',
          '21444546474849',
          '22',
          '300000',
          '3F',
          '300FF1',
          '3100',
          '3200',
          '00',
          '',
        )
        .map((hex) => Buffer.from(hex, 'hex')),
    ),
  )
  .map(([id, data]) => dataFrame(id, data));

function stepsOf(input: fc.Arbitrary<Uint8Array>): fc.Arbitrary<readonly Step[]> {
  return fc.array(
    fc.oneof(
      { weight: 6, arbitrary: mutated(input).map((bytes) => ({ kind: 'client', bytes }) as const) },
      { weight: 3, arbitrary: busFrame.map((frame) => ({ kind: 'bus', frame }) as const) },
      { weight: 3, arbitrary: fc.constant({ kind: 'confirm' } as const) },
      {
        weight: 2,
        arbitrary: fc.constantFrom(1, 150_000, 1_000_000, 2_000_000).map((us) => ({ kind: 'time', us }) as const),
      },
    ),
    { maxLength: 25 },
  );
}

type Step =
  | { readonly kind: 'client'; readonly bytes: Uint8Array }
  | { readonly kind: 'bus'; readonly frame: CanFrame }
  | { readonly kind: 'confirm' }
  | { readonly kind: 'time'; readonly us: number };

/** A connection of which nothing is known but what it does; the first error thrown ends the test. */
async function survives(create: (clock: VirtualClock) => StreamProtocol, steps: readonly Step[]): Promise<void> {
  const clock = new VirtualClock();
  const onBus: CanFrame[] = [];
  const line = { isOpen: true, isHeldBack: false };
  const sink: StreamProtocolSink = {
    deliver: (frame) => onBus.push(frame),
    reply: () => undefined,
    trouble: (reason) => expect(reason).not.toBe(''),
    pause: () => undefined,
    mayGoOn: () => line.isOpen && !line.isHeldBack,
    holdBack: (on) => {
      line.isHeldBack = on;
    },
    end: () => {
      line.isOpen = false;
    },
  };
  const protocol = create(clock);
  protocol.opened?.(sink);
  let unread = new Uint8Array(0);
  for (const step of steps) {
    if (step.kind === 'client') unread = Buffer.concat([unread, step.bytes]);
    else if (step.kind === 'bus') protocol.encode(step.frame);
    else if (step.kind === 'time') clock.advanceBy(step.us);
    else {
      const sent = onBus.shift();
      if (sent !== undefined) protocol.confirm?.(sent);
    }
    if (sink.mayGoOn() && unread.length > 0) {
      const read = protocol.receive(unread, sink);
      expect(read).toBeLessThanOrEqual(unread.length);
      expect(sink.mayGoOn() ? read : unread.length).toBe(unread.length);
      unread = unread.slice(read);
    }
    await turn();
    expect(protocol.answersForMs?.() ?? 0).toBeGreaterThanOrEqual(0);
  }
  protocol.remains?.();
  protocol.closed?.();
  clock.advanceBy(10_000_000);
  await turn();
}

const lines = (input: fc.Arbitrary<string>, end: string): fc.Arbitrary<Uint8Array> =>
  input.map((line) => text(line + end));

const PROTOCOLS: Readonly<
  Record<string, { readonly input: fc.Arbitrary<Uint8Array>; readonly create: (clock: VirtualClock) => StreamProtocol }>
> = {
  DoIP: {
    input: fc.oneof(
      { weight: 5, arbitrary: diagnosticMessage },
      { weight: 1, arbitrary: otherDoipMessage },
      { weight: 2, arbitrary: fc.constant(doipActivation) },
    ),
    create: (clock) => {
      const gateway = new DoipGateway({ vehicle: doipVehicle, clock, isReady: () => true });
      return new DoipProtocol({ gateway, clock, isSecure: false, confirms: true });
    },
  },
  'UDS lines': {
    input: lines(message.map(hexOf), '\n'),
    create: (clock) => new UdsLinesServerProtocol({ channel: route, clock, confirms: true }),
  },
  'UDS lines with an address byte': {
    input: lines(message.map(hexOf), '\n'),
    create: (clock) => {
      const ids = { sendId: 0x7b5, receiveId: 0x7bd, sendAddress: 0xb5, receiveAddress: 0x10 };
      return new UdsLinesServerProtocol({ channel: isoTpConfig({ kind: 'extended', ...ids }), clock });
    },
  },
  socketcand: {
    input: lines(socketcand, ''),
    create: (clock) => new SocketcandSession({ vehicleTimeUs: () => clock.nowUs(), clock, fd: true }),
  },
  SLCAN: {
    input: lines(slcan, '\r'),
    create: (clock) => new SlcanAdapterProtocol({ vehicleTimeUs: () => clock.nowUs(), fd: true, bitRate: 500_000 }),
  },
  ELM327: {
    input: lines(elm327, '\r'),
    create: (clock) => new Elm327Protocol({ version: '2.1', vehicleTimeUs: () => clock.nowUs(), clock }),
  },
};

/** What a protocol throws while it reads ends the whole car. */
describe('no client and no bus makes a protocol throw', () => {
  it.each(Object.entries(PROTOCOLS))('%s', async (_, { input, create }) => {
    await fc.assert(
      fc.asyncProperty(stepsOf(input), async (steps) => survives(create, steps)),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('DoIP, after routing activation', async () => {
    const { create } = PROTOCOLS['DoIP'] ?? expect.fail('there is no such protocol');
    await fc.assert(
      fc.asyncProperty(stepsOf(diagnosticMessage), async (steps) =>
        survives(create, [{ kind: 'client', bytes: doipActivation }, ...steps]),
      ),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
