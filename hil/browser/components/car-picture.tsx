import type { VNode } from 'preact';
import { ENUMERATIONS } from '../../../ecu-sim/description/codes.ts';
import { wordsOfName } from '../../../ecu-sim/description/value-spec.ts';
import type { CarView } from '../../view/car-view.ts';
import { Door, type DoorName, type SideDoor, Trunk } from './car-doors.tsx';
import { buttonOf, TARGET } from './svg-button.ts';

/** What a click on a part of the picture asks for. */
export interface CarActions {
  setDoor(door: DoorName, open: boolean): void;
  setBrake(pressed: boolean): void;
  setShiftP(inP: boolean): void;
  cyclePower(): void;
  pressEngineSwitch(): void;
}

interface CarPictureProps {
  readonly view: CarView;
  /** Null in a view of the past, where nothing can be touched. */
  readonly actions: CarActions | null;
}

/** The size of the drawing; places of other layers (the engine switch as a drop target) are in the same units. */
const PICTURE = { width: 440, height: 700 } as const;

const BODY =
  'M220 40 C262 40 300 52 314 84 C324 110 327 150 327 196 L329 470 C329 540 326 590 312 626 C300 650 262 662 220 662 ' +
  'C178 662 140 650 128 626 C114 590 111 540 111 470 L113 196 C113 150 116 110 126 84 C140 52 178 40 220 40 Z';
const CABIN =
  'M220 196 C258 196 290 203 300 214 L304 330 L304 470 C302 500 298 528 292 548 C270 556 246 560 220 560 ' +
  'C194 560 170 556 148 548 C142 528 138 500 136 470 L136 330 L140 214 C150 203 182 196 220 196 Z';

/** The car from above, front up: what it shows is the view and nothing else. */
export function CarPicture({ view, actions }: CarPictureProps): VNode {
  const { doors, powerMode } = view;
  return (
    <svg
      class={`car car-${powerMode}`}
      viewBox={`0 0 ${PICTURE.width} ${PICTURE.height}`}
      role="group"
      aria-label="The car, seen from above"
    >
      <path class="car-shadow" d={BODY} transform="translate(7 9)" />
      <path class="car-body" d={BODY} />
      <path class="car-crease" d="M152 86 C160 120 164 160 165 190 M288 86 C280 120 276 160 275 190" />
      <Lights view={view} />
      <path class="car-cabin" d={CABIN} data-drop="cabin" />
      <path class="car-glass" d="M142 212 C170 199 270 199 298 212 L286 248 C260 241 180 241 154 248 Z" />
      <path class="car-glass" d="M149 547 C178 558 262 558 291 547 L280 514 C258 520 182 520 160 514 Z" />
      <Trunk open={doors.trunk} onToggle={actions && ((open) => actions.setDoor('trunk', open))} />
      <Cabin />
      <Doors view={view} actions={actions} />
      <Dashboard view={view} actions={actions} />
      <Buzzers view={view} />
      <Supply view={view} />
    </svg>
  );
}

function Doors({ view, actions }: CarPictureProps): VNode {
  const names: readonly SideDoor[] = ['driver', 'passenger', 'rearLeft', 'rearRight'];
  return (
    <g>
      {names.map((door) => (
        <Door
          key={door}
          door={door}
          open={view.doors[door]}
          locked={isLocked(view, door)}
          onToggle={actions && ((open) => actions.setDoor(door, open))}
        />
      ))}
    </g>
  );
}

function isLocked({ locks }: CarView, door: DoorName): boolean {
  return locks === 'locked' || (locks === 'driver-unlocked' && door !== 'driver');
}

/** Seats, steering wheel and mirrors: they help a person to find the way around. */
function Cabin(): VNode {
  return (
    <g class="car-trim" aria-hidden="true">
      <rect x="152" y="336" width="58" height="66" rx="14" />
      <rect x="230" y="336" width="58" height="66" rx="14" />
      <rect x="152" y="440" width="136" height="58" rx="16" />
      <circle class="car-wheel" cx="171" cy="300" r="21" />
      <path class="car-wheel" d="M150 300 H192 M171 300 V320" />
      <path class="car-mirror" d="M113 232 l-22 -6 q-6 12 0 20 l22 -2 Z M327 232 l22 -6 q6 12 0 20 l-22 -2 Z" />
    </g>
  );
}

/** Head lamps with the power mode, brake lamps, flashers. */
function Lights({ view }: { readonly view: CarView }): VNode {
  const { powerMode, brake, flashers, panic } = view;
  const front = powerMode === 'on' || powerMode === 'running' ? 'lamp lamp-head lamp-lit' : 'lamp lamp-head';
  const rear = brake ? 'lamp lamp-brake lamp-lit' : 'lamp lamp-brake';
  const amber = flashers || panic ? 'lamp lamp-flash lamp-lit' : 'lamp lamp-flash';
  return (
    <g aria-hidden="true">
      <path class={front} d="M136 78 q18 -22 50 -27 q-4 14 -44 38 Z M304 78 q-18 -22 -50 -27 q4 14 44 38 Z" />
      <path class={rear} d="M130 618 q14 22 52 30 q2 -12 -46 -44 Z M310 618 q-14 22 -52 30 q-2 -12 46 -44 Z" />
      <circle class={amber} cx="126" cy="98" r="7" />
      <circle class={amber} cx="314" cy="98" r="7" />
      <circle class={amber} cx="124" cy="592" r="7" />
      <circle class={amber} cx="316" cy="592" r="7" />
    </g>
  );
}

/** Immobilizer lamp, engine switch, brake pedal, lever. */
function Dashboard({ view, actions }: CarPictureProps): VNode {
  const { immobilizer, powerMode, brake, shiftP } = view;
  const power = wordsOfName(ENUMERATIONS.powerMode, powerMode);
  const lamp = immobilizer === 'set' ? 'immobilizer immobilizer-set' : 'immobilizer';
  return (
    <g>
      <g role="img" aria-label={`Immobilizer ${immobilizer}`}>
        <circle class={lamp} cx="279" cy="260" r="6" />
        <text class="car-note" x="279" y="280">
          IMMO
        </text>
        <text class="car-note" x="279" y="293">
          {immobilizer === 'set' ? 'SET' : 'UNSET'}
        </text>
      </g>
      <Control
        name="Brake pedal"
        state={brake ? 'pressed' : 'released'}
        pressed={brake}
        x={147}
        y={408}
        width={70}
        label={brake ? 'BRAKE ●' : 'BRAKE'}
        onClick={actions && (() => actions.setBrake(!brake))}
      />
      <Control
        name="Shift lever"
        state={shiftP ? 'in P' : 'not in P'}
        pressed={shiftP}
        x={223}
        y={408}
        width={70}
        label={shiftP ? 'P' : 'not in P'}
        onClick={actions && (() => actions.setShiftP(!shiftP))}
      />
      <g
        class={`engine-switch engine-${powerMode}`}
        data-drop="switch"
        {...buttonOf('Engine switch: START STOP', actions && (() => actions.pressEngineSwitch()))}
      >
        <circle class="target" cx="223" cy="315" r={TARGET / 2} />
        <circle class="switch-ring" cx="223" cy="315" r="28.5" />
        <circle class="switch-cap" cx="223" cy="315" r="25" />
        <text class="switch-text" x="223" y="313">
          START
        </text>{' '}
        <text class="switch-text" x="223" y="326">
          STOP
        </text>
      </g>
      <g {...buttonOf(`Power mode: ${power}`, actions && (() => actions.cyclePower()))} class="power-mode">
        <rect class="target" x="186" y={263 - TARGET / 2} width="68" height={TARGET} />
        <rect x="186" y="253" width="68" height="20" rx="10" />
        <text class="car-label" x="220" y="267">
          {power.replace('engine ', '').toUpperCase()}
        </text>
      </g>
    </g>
  );
}

interface ControlProps {
  readonly name: string;
  readonly state: string;
  readonly pressed: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly label: string;
  readonly onClick: (() => void) | null;
}

function Control({ name, state, pressed, x, y, width, label, onClick }: ControlProps): VNode {
  return (
    <g class={pressed ? 'control control-on' : 'control'} {...buttonOf(`${name}: ${state}`, onClick, pressed)}>
      <rect class="target" x={x} y={y + 11 - TARGET / 2} width={width} height={TARGET} />
      <rect x={x} y={y} width={width} height="22" rx="11" />
      <text class="car-label" x={x + width / 2} y={y + 15}>
        {label}
      </text>
    </g>
  );
}

/** Three buzzers: rings that spread while one sounds. */
function Buzzers({ view }: { readonly view: CarView }): VNode {
  const { sounding } = view;
  return (
    <g>
      <Buzzer name="Exterior buzzer" x={220} y={128} on={sounding.exterior} />
      <Buzzer name="Interior buzzer" x={172} y={272} on={sounding.interior} />
      <Buzzer name="Answer-back buzzer" x={220} y={600} on={sounding.answerBack} />
    </g>
  );
}

interface BuzzerProps {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly on: boolean;
}

function Buzzer({ name, x, y, on }: BuzzerProps): VNode {
  return (
    <g class={on ? 'buzzer buzzer-on' : 'buzzer'} role="img" aria-label={`${name}: ${on ? 'sounds' : 'silent'}`}>
      <circle class="ripple" cx={x} cy={y} r="8" />
      <circle class="ripple ripple-late" cx={x} cy={y} r="8" />
      <circle class="buzzer-body" cx={x} cy={y} r="7" />
      <path class="buzzer-sign" d={`M${x - 3} ${y - 1.5} h2 l3 -2.5 v8 l-3 -2.5 h-2 Z`} />
    </g>
  );
}

function Supply({ view: { batteryV } }: { readonly view: CarView }): VNode {
  const low = batteryV < 11;
  return (
    <g class={low ? 'supply supply-low' : 'supply'} role="img" aria-label={`Supply ${batteryV.toFixed(1)} V`}>
      <rect x="241" y="100" width="58" height="24" rx="4" />
      <rect class="supply-pole" x="250" y="96" width="8" height="4" />
      <rect class="supply-pole" x="282" y="96" width="8" height="4" />
      <text class="car-label" x="270" y="116">{`${batteryV.toFixed(1)} V`}</text>
    </g>
  );
}
