import type { Duplex } from 'node:stream';
import { PortError } from './port-error.ts';
import { SlcanTool, type SlcanToolOptions } from './slcan-tool.ts';
import { SlcanToolProtocol } from './slcan-tool-protocol.ts';
import { StreamPort } from './stream-port.ts';

interface SlcanChannelOptions extends SlcanToolOptions {
  /** URL of the adapter, as the person wrote it. */
  readonly url: string;
  /** An adapter that answers nothing counts as open after this time; some firmware behaves like that. */
  readonly answerTimeoutMs?: number;
}

interface SlcanChannel {
  readonly port: StreamPort;
  /** False where the adapter has not answered at all. */
  readonly isAnswered: boolean;
}

const ANSWER_TIMEOUT_MS = 1_000;

type Opening = 'open' | 'silent' | 'refused' | 'hung-up';

/**
 * Opens the channel of the adapter behind a stream.
 *
 * @throws PortError (`bench`) where the adapter does not open it, or disconnects; then the stream is destroyed
 */
export async function openSlcanChannel(stream: Duplex, options: SlcanChannelOptions): Promise<SlcanChannel> {
  const tool = new SlcanTool(options);
  const opening = Promise.withResolvers<Opening>();
  const protocol = new SlcanToolProtocol(tool, (isOpen) => opening.resolve(isOpen ? 'open' : 'refused'));
  const port = new StreamPort(stream, { url: options.url, protocol, onLag: 'refuse' });
  const watch = port.status.subscribe({ complete: () => opening.resolve('hung-up') });
  stream.write(tool.opening, 'latin1');
  const timer = setTimeout(() => opening.resolve('silent'), options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS);
  const result = await opening.promise;
  clearTimeout(timer);
  watch.unsubscribe();
  if (result === 'open' || result === 'silent') return { port, isAnswered: result === 'open' };
  await port.close();
  throw openingError(options, result, protocol.notice);
}

function openingError({ url, bitRate }: SlcanChannelOptions, result: 'refused' | 'hung-up', notice: string): PortError {
  const says = notice === '' ? '' : `; it says "${notice}"`;
  if (result === 'refused') {
    const hint = `is it an SLCAN adapter for ${bitRate / 1_000} kbit/s?`;
    return new PortError('bench', `${url} does not open its channel${says}`, hint, { url });
  }
  const hint = notice.includes('busy')
    ? 'it serves one client at a time: end the other tool'
    : 'is it an SLCAN adapter?';
  return new PortError('bench', `${url} closed the connection${says}`, hint, { url });
}
