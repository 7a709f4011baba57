import { createSocket, type Socket } from 'node:dgram';
import { fromHex, toHex } from '../bytes/hex.ts';
import { PAYLOAD_TYPE } from '../doip/codes.ts';
import { decodeAnnouncement } from '../doip/discovery.ts';
import { ANY_VERSION, decodeDatagram, encodeDoip } from '../doip/message.ts';
import { TESTER_UDP_RULES } from '../doip/rules.ts';
import { formatBusUrl } from './bus-url.ts';
import type { DoipUrl } from './doip-url.ts';
import { PortError } from './port-error.ts';

/** Where vehicles are looked for: this machine, and its network. */
const PLACES = ['127.0.0.1', '255.255.255.255'];
/** Vehicles may take 500 ms to answer. */
const WAIT_MS = 1_000;

/** The request that only the wanted vehicle answers. */
export function identificationRequest({ vin, eid }: Pick<DoipUrl, 'vin' | 'eid'>): Uint8Array {
  if (vin !== null) return encodeDoip(ANY_VERSION, PAYLOAD_TYPE.vehicleIdentificationByVin, Buffer.from(vin, 'latin1'));
  if (eid !== null) return encodeDoip(ANY_VERSION, PAYLOAD_TYPE.vehicleIdentificationByEid, fromHex(eid));
  return encodeDoip(ANY_VERSION, PAYLOAD_TYPE.vehicleIdentification, new Uint8Array(0));
}

/** A vehicle that answered, but not the one that is looked for. */
interface OtherVehicle {
  readonly vin: string;
  readonly address: string;
}

/** Looks for a vehicle; the first one that answers counts. @throws PortError (`bench`) where none answers */
export async function discoverDoip(url: DoipUrl): Promise<string> {
  const socket = createSocket('udp4');
  const others: OtherVehicle[] = [];
  try {
    const host = await firstAnswer(socket, url, others);
    if (host !== null) return host;
  } finally {
    socket.close();
  }
  const text = formatBusUrl(url);
  const [other] = others;
  if (other !== undefined) {
    const reason = `another vehicle answers, with VIN ${other.vin} at ${other.address}`;
    throw new PortError('bench', `cannot find ${text}: ${reason}`, 'check the VIN or EID', { url: text });
  }
  const hint = 'start the car on an address of the network (doip:0.0.0.0:13400), or name its address';
  throw new PortError('bench', `cannot find ${text}: no vehicle answers within ${WAIT_MS} ms`, hint, { url: text });
}

async function firstAnswer(socket: Socket, url: DoipUrl, others: OtherVehicle[]): Promise<string | null> {
  await new Promise<void>((resolve) => socket.bind(0, resolve));
  socket.setBroadcast(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), WAIT_MS);
    socket.on('error', () => undefined);
    socket.on('message', (bytes, { address }) => {
      const item = decodeDatagram(bytes, TESTER_UDP_RULES);
      if (item?.kind !== 'message' || item.type !== PAYLOAD_TYPE.vehicleAnnouncement) return;
      const { vin, eid } = decodeAnnouncement(item.payload);
      if ((url.vin ?? vin) !== vin || (url.eid?.toUpperCase() ?? toHex(eid)) !== toHex(eid)) {
        if (others.length === 0) others.push({ vin, address });
        return;
      }
      clearTimeout(timer);
      resolve(address);
    });
    // Also to any vehicle: if only others are there, the error can name one.
    const requests = [identificationRequest(url), identificationRequest({ vin: null, eid: null })];
    for (const place of PLACES) {
      for (const request of requests) socket.send(request, url.port, place, () => undefined);
    }
  });
}
