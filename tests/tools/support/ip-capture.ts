import { ByteWriter } from '../../../can-bus/bytes/byte-writer.ts';

const PCAP_MAGIC = 0xa1b2_c3d4;
const LINKTYPE_RAW_IP = 101;
const TCP = 6;
const UDP = 17;
const ACK_PUSH = 0x18;
const SNAP_LENGTH = 65_535;
const CLIENT = 0x7f00_0001;
const SERVER = 0x7f00_0002;

interface Flow {
  readonly clientPort: number;
  sent: number;
  received: number;
}

/** Writes what a client and a server said to each other as a packet capture; without checksums and handshakes. */
export class IpCapture {
  readonly #serverPort: number;
  readonly #flows = new Map<number, Flow>();
  readonly #packets: Uint8Array[] = [];

  constructor(serverPort: number) {
    this.#serverPort = serverPort;
  }

  /** One segment of a connection, which its client's port names. */
  tcp(clientPort: number, from: 'client' | 'server', data: Uint8Array): void {
    const flow = this.#flows.get(clientPort) ?? { clientPort, sent: 1, received: 1 };
    this.#flows.set(clientPort, flow);
    const [number, acknowledged] = from === 'client' ? [flow.sent, flow.received] : [flow.received, flow.sent];
    const ports = from === 'client' ? [clientPort, this.#serverPort] : [this.#serverPort, clientPort];
    const header = new ByteWriter()
      .u16(ports[0] ?? 0)
      .u16(ports[1] ?? 0)
      .u32(number)
      .u32(acknowledged);
    header
      .u8(5 << 4)
      .u8(ACK_PUSH)
      .u16(SNAP_LENGTH)
      .u32(0);
    this.#add(TCP, from, header.bytes(data).toBytes());
    if (from === 'client') flow.sent += data.length;
    else flow.received += data.length;
  }

  udp(clientPort: number, from: 'client' | 'server', data: Uint8Array): void {
    const ports = from === 'client' ? [clientPort, this.#serverPort] : [this.#serverPort, clientPort];
    const header = new ByteWriter()
      .u16(ports[0] ?? 0)
      .u16(ports[1] ?? 0)
      .u16(8 + data.length)
      .u16(0);
    this.#add(UDP, from, header.bytes(data).toBytes());
  }

  /** The file. */
  pcap(): Uint8Array {
    const file = new ByteWriter().u32(PCAP_MAGIC).u16(2).u16(4).u32(0).u32(0).u32(SNAP_LENGTH).u32(LINKTYPE_RAW_IP);
    for (const [index, packet] of this.#packets.entries()) {
      file.u32(0).u32(index).u32(packet.length).u32(packet.length).bytes(packet);
    }
    return file.toBytes();
  }

  #add(protocol: number, from: 'client' | 'server', segment: Uint8Array): void {
    const [source, destination] = from === 'client' ? [CLIENT, SERVER] : [SERVER, CLIENT];
    const ip = new ByteWriter()
      .u8(0x45)
      .u8(0)
      .u16(20 + segment.length)
      .u32(0)
      .u8(64)
      .u8(protocol)
      .u16(0);
    this.#packets.push(ip.u32(source).u32(destination).bytes(segment).toBytes());
  }
}
