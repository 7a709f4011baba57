import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Car } from '../../hil/car/car.ts';
import { CarHost } from '../../hil/car/host/car-host.ts';
import { openCarBus } from '../../hil/car/host/open-car-bus.ts';
import { lessThan, median, type Row } from './figures.ts';

/** The compiler is done by then. */
const WARM_UP = 15_000;
const REQUESTS = 5_000;
/** In real time the bus decides. */
const REAL_TIME_SHARE = 0.05;
const HEADER = 8;
const DIAGNOSTIC_MESSAGE = 0x8001;

function bytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

/** Tester 0E00 activates routing. */
const ACTIVATION = bytes('02FD0005000000070E000000000000');
/** Tester present to the Smart Key ECU, and to an address that is not there. */
const REQUEST = bytes('02FD8001000000060E0017503E00');
const TO_NOBODY = bytes('02FD8001000000060E0012343E00');

/** How long one message takes from being written until `isAnswered` finds the end of its answer, in µs. */
async function roundTrips(
  socket: Socket,
  message: Uint8Array,
  isAnswered: (chunk: Buffer) => boolean,
  share = 1,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let count = 0; count < (WARM_UP + REQUESTS) * share; count++) {
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
    if (count >= WARM_UP * share) times.push((performance.now() - started) * 1_000);
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

async function echoTimes(): Promise<readonly number[]> {
  const server = createServer({ noDelay: true }, (socket) => socket.on('data', (chunk) => socket.write(chunk)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = await connectTo((server.address() as AddressInfo).port);
  const times = await roundTrips(socket, REQUEST, () => true);
  socket.destroy();
  server.close();
  return times;
}

/** Of the whole way to an ECU, and of the gateway alone, which refuses an address. */
async function gatewayTimes(
  timeMode: 'real' | 'virtual',
): Promise<{ readonly whole: number; readonly gateway: number }> {
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
  const share = timeMode === 'real' ? REAL_TIME_SHARE : 1;
  const gateway = median(await roundTrips(socket, TO_NOBODY, contains(0x8003), share));
  const whole = median(await roundTrips(socket, REQUEST, contains(DIAGNOSTIC_MESSAGE), share));
  socket.destroy();
  await server.close();
  host.close();
  return { whole, gateway };
}

/** DoIP on loopback against a bare TCP echo, in the same run and process. */
export async function doipRows(): Promise<readonly Row[]> {
  const echo = median(await echoTimes());
  const virtual = await gatewayTimes('virtual');
  const real = await gatewayTimes('real');
  const of = `bare TCP echo (${echo.toFixed(0)} µs)`;
  return [
    lessThan(`DoIP: answer of the gateway alone (virtual time), of a ${of}`, virtual.gateway / echo, '×', 1.5),
    lessThan(`DoIP: request to answer of the ECU (virtual time), of a ${of}`, virtual.whole / echo, '×', 1.5),
    lessThan('DoIP: answer of the gateway alone (real time)', real.gateway, 'µs', 1_000),
    lessThan('DoIP: request to answer of the ECU (real time, 500 kbit/s)', real.whole, 'µs', 5_000),
  ];
}
