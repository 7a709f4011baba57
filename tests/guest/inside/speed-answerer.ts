// Answers requests with constant frames on the bare npm package, or every frame through our port.
// Usage: speed-answerer.ts bare|port INTERFACE REQUEST_ID ANSWER_ID, ids in hexadecimal. Prints "ready".
import { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import { filtersFor } from '../../../can-bus/ports/socketcan-codec.ts';
import { loadSocketcanModule } from '../../../can-bus/ports/socketcan-module.ts';
import { openSocketcanPort } from '../../../can-bus/ports/socketcan-port.ts';
import { VIN_RESPONSE } from './speed-requests.ts';

/** First bytes of the requests, and of the flow control for the VIN. */
const [TESTER_PRESENT, READ, FLOW_CONTROL] = [0x3e, 0x22, 0x30];

async function answerBare(interfaceName: string, requestId: number, answerId: number): Promise<void> {
  const options = { non_block_send: true, timestamps: false };
  const channel = (await loadSocketcanModule()).createRawChannelWithOptions(interfaceName, options);
  channel.setRxFilters(filtersFor([requestId]));
  const frame = (hex: string): { readonly id: number; readonly ext: false; readonly rtr: false; data: Buffer } => {
    return { id: answerId, ext: false, rtr: false, data: Buffer.from(hex, 'hex') };
  };
  const present = frame('027e00cccccccccc');
  const first = frame(`1014${VIN_RESPONSE.slice(0, 12)}`);
  const rest = [frame(`21${VIN_RESPONSE.slice(12, 26)}`), frame(`22${VIN_RESPONSE.slice(26)}`)];
  channel.addListener('onMessage', ({ data }) => {
    if (data[0] === FLOW_CONTROL) for (const each of rest) channel.send(each);
    else if (data[1] === READ) channel.send(first);
    else if (data[1] === TESTER_PRESENT) channel.send(present);
  });
  channel.start();
}

async function answerOnPort(interfaceName: string, requestId: number, answerId: number): Promise<void> {
  // As a car does whose time is virtual, and as the bare loop.
  const port = await openSocketcanPort({ interfaceName }, { ids: [requestId], stamps: false });
  port.frames.subscribe(({ data }) => {
    port.send(new CanFrame('data', answerId, false, data, data.length, false, false));
  });
}

const [kind, interfaceName = '', requestText = '', answerText = ''] = process.argv.slice(2);
const answer = kind === 'bare' ? answerBare : answerOnPort;
await answer(interfaceName, Number.parseInt(requestText, 16), Number.parseInt(answerText, 16));
console.log('ready');
