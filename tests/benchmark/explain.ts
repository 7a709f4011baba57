import { fromHex } from '../../can-bus/bytes/hex.ts';
import { dataFrame, type CanFrame } from '../../can-bus/frame/can-frame.ts';
import { encodeCandumpLine, candumpDecoder } from '../../can-bus/trace/candump.ts';
import type { TraceItem } from '../../can-bus/trace/trace-decoder.ts';
import { Explainer } from '../../hil/explain/explainer.ts';
import { atLeast, lessThan, type Row } from './figures.ts';

const FRAMES = 1_000_000;
const ROUNDS = 100;
const WARM_ROUNDS = 10;
const ASKED = 200_000;
const MOST_TIMES = 100;
const MOST_GROWTH_MB = 5;
/** Of a thousand frames, these are an exchange with a segmented response. */
const EXCHANGE: Readonly<Record<number, readonly [number, string]>> = {
  100: [0x7e0, '0322F19000000000'],
  110: [0x7e8, '101462F190314734'],
  115: [0x7e0, '3000000000000000'],
  120: [0x7e8, '2141424331323334'],
  130: [0x7e8, '2236373839303132'],
};

function frameOf(index: number): CanFrame {
  const [id, data] = EXCHANGE[index % 1000] ?? [0x100 + 8 * (index % 40), ''];
  const counter = Uint8Array.of(index & 0xff, (index >> 8) & 0xff, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6);
  return dataFrame(id, data === '' ? counter : fromHex(data));
}

/** Processor time of some work, in µs. */
function cost(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** What any program does with a log: it decodes the text and finds the ends of lines. */
function readLines(chunk: Uint8Array): number {
  const text = new TextDecoder().decode(chunk);
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

/** A candump log, read and explained. */
export function explainRows(): readonly Row[] {
  const lines = Array.from({ length: FRAMES / ROUNDS }, (_, at) =>
    encodeCandumpLine({ timeUs: at * 250, frame: frameOf(at) }, 'can0'),
  );
  const chunk = new TextEncoder().encode(`${lines.join('\n')}\n`);
  const decoder = candumpDecoder();
  let exchanges = 0;
  const explainer = new Explainer([], () => exchanges++);
  const explain = (rounds: number): void => {
    for (let round = 0; round < rounds; round++) {
      const items: TraceItem[] = [];
      decoder.push(chunk, items);
      for (const item of items) if (item.kind === 'frame') explainer.take(item.frame, item.timeUs, item.bus);
    }
  };
  explain(WARM_ROUNDS);
  const before = heapMb();
  const us = cost(() => explain(ROUNDS));
  const growth = heapMb() - before;
  if (exchanges < FRAMES / 1000 - 1) throw new Error(`${exchanges} exchanges were found`);
  const bareUs = cost(() => {
    for (let round = 0; round < ROUNDS; round++) readLines(chunk);
  });
  return [
    atLeast('a candump log explained', (FRAMES / us) * 1e6, 'frames/s', ASKED, ASKED),
    lessThan('the same, as times the reading of its lines', us / bareUs, '×', MOST_TIMES),
    lessThan('the same, growth of the heap', growth, 'MB', MOST_GROWTH_MB),
  ];
}
