import type { VNode } from 'preact';
import type { CarView } from '../../view/car-view.ts';
import { buttonOf, TARGET } from './svg-button.ts';

export type DoorName = keyof CarView['doors'];

interface LeafProps {
  readonly open: boolean;
  /** Null where it cannot be moved. */
  readonly onToggle: ((open: boolean) => void) | null;
}

export type SideDoor = Exclude<DoorName, 'trunk'>;

interface DoorProps extends LeafProps {
  readonly door: SideDoor;
  readonly locked: boolean;
}

interface DoorPlace {
  readonly title: string;
  /** Where its hinge is; it turns about it, outwards. */
  readonly hinge: readonly [number, number];
  readonly side: -1 | 1;
  readonly length: number;
}

const PLACES: Readonly<Record<SideDoor, DoorPlace>> = {
  driver: { title: "Driver's door", hinge: [113, 258], side: -1, length: 118 },
  passenger: { title: 'Front passenger door', hinge: [327, 258], side: 1, length: 118 },
  rearLeft: { title: 'Rear left door', hinge: [112, 388], side: -1, length: 102 },
  rearRight: { title: 'Rear right door', hinge: [328, 388], side: 1, length: 102 },
};

/** The angle of an open door, in degrees. */
const OPEN_ANGLE = 52;

/** A door from above: a panel that turns about its front end. */
export function Door({ door, open, locked, onToggle }: DoorProps): VNode {
  const { title, hinge, side, length } = PLACES[door];
  const [x, y] = hinge;
  const angle = open ? -side * OPEN_ANGLE : 0;
  const state = `${open ? 'open' : 'closed'}, ${locked ? 'locked' : 'unlocked'}`;
  return (
    <g
      class={open ? 'door door-open' : 'door'}
      data-part={door}
      {...buttonOf(`${title}: ${state}`, onToggle && (() => onToggle(!open)), open)}
    >
      <g class="door-leaf" style={{ transform: `rotate(${angle}deg)`, transformOrigin: `${x}px ${y}px` }}>
        <rect class="door-target" x={x - TARGET / 2} y={y} width={TARGET} height={length} />
        <rect class="door-panel" x={x - 6} y={y} width="12" height={length} rx="5" />
        <rect class="door-handle" x={x - 1.5 + side * 3} y={y + length - 30} width="3" height="16" rx="1.5" />
      </g>
      <Lock x={x - side * 24} y={y + length / 2} locked={locked} />
    </g>
  );
}

/** A padlock just inside the door. */
function Lock({ x, y, locked }: { readonly x: number; readonly y: number; readonly locked: boolean }): VNode {
  const shackle = locked ? `M${x - 4} ${y} v-4 a4 4 0 0 1 8 0 v4` : `M${x - 4} ${y} v-6 a4 4 0 0 1 8 0`;
  return (
    <g class={locked ? 'lock lock-on' : 'lock'} aria-hidden="true">
      <path class="lock-shackle" d={shackle} />
      <rect x={x - 6} y={y} width="12" height="9" rx="2" />
    </g>
  );
}

/** The trunk lid: it slides out behind the car. */
export function Trunk({ open, onToggle }: LeafProps): VNode {
  return (
    <g
      class={open ? 'door trunk door-open' : 'door trunk'}
      data-part="trunk"
      {...buttonOf(`Trunk: ${open ? 'open' : 'closed'}`, onToggle && (() => onToggle(!open)), open)}
    >
      <path
        class="door-panel door-leaf"
        style={{ transform: open ? 'translateY(34px)' : 'none' }}
        d="M150 606 Q220 622 290 606 L284 648 Q220 668 156 648 Z"
      />
    </g>
  );
}
