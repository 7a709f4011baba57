import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Car } from '../../hil/car/car.ts';
import { CarHost } from '../../hil/car/host/car-host.ts';
import { openCarBus } from '../../hil/car/host/open-car-bus.ts';
import { lessThan, median, type Row } from './figures.ts';

/** The compiler is done by then. */
const WARM_UP = 15_000;
/** Peers are asked in turn, so that what else the machine does meets all of them. */
const ROUNDS = 12;
const REQUESTS_A_ROUND = 500;
/** In real time the bus decides. */
const REAL_TIME_REQUESTS = 250;
const HEADER = 8;
const DIAGNOSTIC_MESSAGE = 0x8001;
const DIAGNOSTIC_NACK = 0x8003;

function bytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

/** Tester 0E00 activates routing. */
const ACTIVATION = bytes('02FD0005000000070E000000000000');
/** Tester present to the Smart Key ECU, and to an address that is not there. */
const REQUEST = bytes('02FD8001000000060E0017503E00');
const TO_NOBODY = bytes('02FD8001000000060E0012343E00');
/** Acknowledge and answer of the Smart Key ECU: what the bare peer sends, too. */
const ANSWER = bytes('02FD80020000000517500E000002FD80010000000617500E007E00');

/** Someone who is asked, and when the answer is there. */
interface Peer {
  readonly socket: Socket;
  readonly message: Uint8Array;
  readonly isAnswered: (chunk: Buffer) => boolean;
}

/** How long each message takes from being written until `isAnswered` finds the end of its answer, in µs. */
async function roundTrips({ socket, message, isAnswered }: Peer, requests: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let count = 0; count < requests; count++) {
    const started = performance.now();
    await new Promise<void>((resolve) => {
      const listen = (chunk: Buffer): void => {
        if (!isAnswered(chunk)) return;
        socket.off('data', listen);
        resolve();
      };
      socket.on('data', listen);
      socket.write(message);
    });
    times.push((performance.now() - started) * 1_000);
  }
  return times;
}

/** Whether the chunk ends a message of this type; messages here are never split. */
function contains(type: number): (chunk: Buffer) => boolean {
  return (chunk) => {
    for (let at = 0; at + HEADER <= chunk.length; at += HEADER + chunk.readUInt32BE(at + 4)) {
      if (chunk.readUInt16BE(at + 2) === type) return true;
    }
    return false;
  };
}

async function connectTo(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** A connection to what is measured. */
interface Opened {
  readonly socket: Socket;
  readonly close: () => Promise<void>;
}

/** Nothing but Node: as many bytes in and out as with the gateway. */
async function openBare(): Promise<Opened> {
  const server = createServer({ noDelay: true }, (socket) => socket.on('data', () => socket.write(ANSWER)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = await connectTo((server.address() as AddressInfo).port);
  return {
    socket,
    close: async () => {
      socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function openGateway(timeMode: 'real' | 'virtual'): Promise<Opened> {
  const host = new CarHost({
    timeMode,
    car: new Car(),
    onFatal: (error) => {
      throw error;
    },
  });
  const server = await openCarBus('doip:127.0.0.1:0', host);
  host.start();
  const socket = await connectTo(Number(server.url.split(':')[2]));
  socket.write(ACTIVATION);
  await once(socket, 'data');
  return {
    socket,
    close: async () => {
      socket.destroy();
      await server.close();
      host.close();
    },
  };
}

/** Of the gateway alone, which refuses an address, and of the whole way to an ECU. */
function peersAt(socket: Socket): readonly [Peer, Peer] {
  return [
    { socket, message: TO_NOBODY, isAnswered: contains(DIAGNOSTIC_NACK) },
    { socket, message: REQUEST, isAnswered: contains(DIAGNOSTIC_MESSAGE) },
  ];
}

/** Median round trips, in µs. */
async function virtualTimes(): Promise<{ readonly bare: number; readonly gateway: number; readonly whole: number }> {
  const server = await openBare();
  const car = await openGateway('virtual');
  const [nobody, ecu] = peersAt(car.socket);
  const bare = { socket: server.socket, message: REQUEST, isAnswered: contains(DIAGNOSTIC_MESSAGE) };
  const measured = [bare, nobody, ecu].map((peer) => ({ peer, times: [] as number[] }));
  for (const { peer } of measured) await roundTrips(peer, WARM_UP);
  for (let round = 0; round < ROUNDS; round++) {
    for (const { peer, times } of measured) times.push(...(await roundTrips(peer, REQUESTS_A_ROUND)));
  }
  await server.close();
  await car.close();
  const [bareUs = NaN, gatewayUs = NaN, wholeUs = NaN] = measured.map(({ times }) => median(times));
  return { bare: bareUs, gateway: gatewayUs, whole: wholeUs };
}

async function realTimes(): Promise<{ readonly gateway: number; readonly whole: number }> {
  const { socket, close } = await openGateway('real');
  const [nobody, ecu] = peersAt(socket);
  await roundTrips(ecu, REAL_TIME_REQUESTS);
  const gateway = median(await roundTrips(nobody, REAL_TIME_REQUESTS));
  const whole = median(await roundTrips(ecu, REAL_TIME_REQUESTS));
  await close();
  return { gateway, whole };
}

/** DoIP on loopback against bare TCP with as many bytes, in the same run and process. */
export async function doipRows(): Promise<readonly Row[]> {
  const virtual = await virtualTimes();
  const real = await realTimes();
  const of = `bare TCP echo (${virtual.bare.toFixed(0)} µs)`;
  return [
    lessThan(`DoIP: answer of the gateway alone (virtual time), of a ${of}`, virtual.gateway / virtual.bare, '×', 1.5),
    lessThan(`DoIP: request to answer of the ECU (virtual time), of a ${of}`, virtual.whole / virtual.bare, '×', 1.5),
    lessThan('DoIP: answer of the gateway alone (real time)', real.gateway, 'µs', 1_000),
    lessThan('DoIP: request to answer of the ECU (real time, 500 kbit/s)', real.whole, 'µs', 5_000),
  ];
}
