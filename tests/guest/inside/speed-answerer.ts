// Answers every frame of one id with one of another: on the bare npm package, or through our port.
// Usage: speed-answerer.ts bare|port INTERFACE REQUEST_ID ANSWER_ID, ids in hexadecimal. Prints "ready".
import { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import { filtersFor } from '../../../can-bus/ports/socketcan-codec.ts';
import { loadSocketcanModule } from '../../../can-bus/ports/socketcan-module.ts';
import { openSocketcanPort } from '../../../can-bus/ports/socketcan-port.ts';

async function answerBare(interfaceName: string, requestId: number, answerId: number): Promise<void> {
  const options = { non_block_send: true, timestamps: false };
  const channel = (await loadSocketcanModule()).createRawChannelWithOptions(interfaceName, options);
  channel.setRxFilters(filtersFor([requestId]));
  channel.addListener('onMessage', ({ data }) => {
    channel.send({ id: answerId, ext: false, rtr: false, data });
  });
  channel.start();
}

async function answerOnPort(interfaceName: string, requestId: number, answerId: number): Promise<void> {
  const port = await openSocketcanPort({ interfaceName }, { ids: [requestId] });
  port.frames.subscribe(({ data }) => {
    port.send(new CanFrame('data', answerId, false, data, data.length, false, false));
  });
}

const [kind, interfaceName = '', requestText = '', answerText = ''] = process.argv.slice(2);
const answer = kind === 'bare' ? answerBare : answerOnPort;
await answer(interfaceName, Number.parseInt(requestText, 16), Number.parseInt(answerText, 16));
console.log('ready');
