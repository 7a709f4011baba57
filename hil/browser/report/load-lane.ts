import { counted, grouped } from '../../../can-bus/text/counted.ts';
import type { BusLoad } from '../../report/timeline-data.ts';
import { svg } from './dom.ts';

/** The bus load as an area; its height is that of the busiest bin, whose value is written beside it. */
export function drawLoad(
  load: BusLoad,
  endUs: number,
  x: (us: number) => number,
  width: number,
  y: number,
  height: number,
): SVGGElement {
  const { binUs, permille } = load;
  const peak = Math.max(1, ...permille);
  const points: string[] = [];
  for (const [index, value] of permille.entries()) {
    const [x0, x1] = [x(index * binUs), x(Math.min((index + 1) * binUs, endUs))];
    if (x1 < 0 || x0 > width) continue;
    const top = (y + height - (value / peak) * (height - 12)).toFixed(1);
    points.push(`${Math.max(x0, -2).toFixed(1)},${top}`, `${Math.min(x1, width + 2).toFixed(1)},${top}`);
  }
  const first = points[0]?.split(',')[0] ?? '0';
  const last = points.at(-1)?.split(',')[0] ?? '0';
  const rim = (y + height).toFixed(1);
  const title = `${counted(load.frames, 'frame', grouped)}, at most ${(peak / 10).toFixed(1)} % in ${binUs / 1000} ms`;
  return svg(
    'g',
    { class: 'load' },
    svg('title', {}, title),
    svg('polygon', { points: `${first},${rim} ${points.join(' ')} ${last},${rim}` }),
    svg('text', { x: 2, y: y + 9 }, `peak ${(peak / 10).toFixed(1)} %, ${counted(load.frames, 'frame', grouped)}`),
  );
}
