import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import type { CarView, ViewKey } from '../../view/car-view.ts';
import { KEY_STATUS_TEXT, keyStatus } from '../../view/key-status.ts';
import type { Act } from './act.ts';
import type { ApiCall } from './api-call.ts';
import { type KeyButton, makeKey, moveKey, pressButton, removeKey, setKeyBattery, touchKey } from './calls.ts';
import { CarSlider } from './car-slider.tsx';
import { WEAK_KEY_BATTERY_MV } from '../../../ecu-sim/smart-key/limits.ts';

interface KeysProps {
  readonly view: CarView;
  /** Null in a view of the past. */
  readonly act: Act | null;
}

/** Where a key can be dropped; elements carry it as `data-drop`. */
type DropPlace = 'cabin' | 'outside' | 'switch';

/** The token that follows the pointer, and how far it has been taken. */
const carried = signal<{ readonly id: string; readonly x: number; readonly y: number } | null>(null);
const chosen = signal<string | null>(null);

/** Keys as tokens, in the pocket or in the cabin; dropped on the engine switch they touch it. */
export function KeysPanel({ view, act }: KeysProps): VNode {
  const of = (location: ViewKey['location']): readonly ViewKey[] =>
    view.keys.filter((key) => key.location === location);
  return (
    <section class="panel keys" aria-labelledby="keys-title">
      <header>
        <h2 id="keys-title">Keys</h2>
        {act && (
          <div class="tools">
            <button type="button" onClick={() => act.perform(makeKey('blank'))}>
              New blank key
            </button>
            <button type="button" class="quiet" onClick={() => act.perform(makeKey('bound'))}>
              Key of another car
            </button>
          </div>
        )}
      </header>
      <div class="zones">
        <Zone place="outside" title="Pocket" hint="outside the car" keys={of('outside')} view={view} act={act} />
        <Zone place="cabin" title="Cabin" hint="starts the engine" keys={of('cabin')} view={view} act={act} />
        <div class={`zone zone-switch ${isOver('switch') ? 'zone-over' : ''}`} data-drop="switch">
          <h3>Engine switch</h3>
          <p class="hint">drop a key here to touch it</p>
        </div>
      </div>
      <KeyMenu view={view} act={act} />
    </section>
  );
}

interface ZoneProps extends KeysProps {
  readonly place: DropPlace;
  readonly title: string;
  readonly hint: string;
  readonly keys: readonly ViewKey[];
}

function Zone({ place, title, hint, keys, view, act }: ZoneProps): VNode {
  return (
    <div class={`zone ${isOver(place) ? 'zone-over' : ''}`} data-drop={place}>
      <h3>
        {title} <small>{hint}</small>
      </h3>
      <div class="tokens">
        {keys.map((key) => (
          <Token key={key.id} item={key} view={view} act={act} />
        ))}
        {keys.length === 0 && <p class="hint">no key</p>}
      </div>
    </div>
  );
}

function Token({ item, view, act }: KeysProps & { readonly item: ViewKey }): VNode {
  const status = keyStatus(item, view);
  const weak = item.batteryV <= WEAK_KEY_BATTERY_MV / 1000 ? ' · weak battery' : '';
  const standing = `${KEY_STATUS_TEXT[status]}${weak}`;
  const held = carried.value?.id === item.id ? carried.value : null;
  const style = held === null ? {} : { transform: `translate(${held.x}px, ${held.y}px)` };
  return (
    <button
      type="button"
      class={`token token-${status} ${held === null ? '' : 'token-held'}`}
      style={style}
      aria-pressed={chosen.value === item.id}
      aria-label={`Key ${item.id} ${standing}, ${item.batteryV.toFixed(1)} V`}
      data-key={item.id}
      onClick={() => (chosen.value = chosen.value === item.id ? null : item.id)}
      onPointerDown={act === null ? undefined : (event) => carry(event, item, act)}
    >
      <KeyShape />
      <span class="token-id">{item.id}</span> <span class="token-standing">{standing}</span>
    </button>
  );
}

function KeyShape(): VNode {
  return (
    <svg viewBox="0 0 28 40" aria-hidden="true" class="token-shape">
      <rect x="4" y="6" width="20" height="31" rx="7" />
      <circle cx="14" cy="14" r="3" />
      <circle cx="14" cy="22" r="3" />
      <circle cx="14" cy="30" r="3" />
      <path d="M10 6 a4 4 0 0 1 8 0" />
    </svg>
  );
}

/** Everything that can be done with the chosen key, for mouse and keyboard alike. */
function KeyMenu({ view, act }: KeysProps): VNode | null {
  const key = view.keys.find(({ id }) => id === chosen.value);
  if (key === undefined || act === null) return null;
  const { id } = key;
  const status = keyStatus(key, view);
  const press =
    (button: KeyButton, holdMs = 0) =>
    (): void =>
      act.perform(pressButton(id, button, holdMs));
  return (
    <div class="key-menu" role="group" aria-label={`Key ${id}`}>
      <strong>{id}</strong>
      <button type="button" class="main" onClick={() => act.perform(touchKey(id))}>
        Touch the engine switch
      </button>
      <button type="button" onClick={() => act.perform(moveKey(id, key.location === 'cabin' ? 'outside' : 'cabin'))}>
        {key.location === 'cabin' ? 'Take it outside' : 'Put it into the cabin'}
      </button>
      <button type="button" onClick={press('lock')}>
        Lock
      </button>
      <button type="button" onClick={press('unlock')}>
        Unlock
      </button>
      <button type="button" onClick={press('trunk')}>
        Trunk
      </button>
      <button type="button" onClick={press('panic', 1000)}>
        Panic (1 s)
      </button>
      <CarSlider
        key={id}
        title="Battery"
        name={`Battery of key ${id}`}
        unit="V"
        min={1.5}
        max={3.3}
        step={0.1}
        digits={1}
        value={key.batteryV}
        field="batteryV"
        call={(batteryV) => setKeyBattery(id, batteryV)}
        act={act}
      />
      {status === 'blank' && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            chosen.value = null;
            act.perform(removeKey(id));
          }}
        >
          Remove
        </button>
      )}
    </div>
  );
}

/** Further than this and a press is a drag. */
const DRAG_FROM_PX = 6;

function carry(start: PointerEvent, key: ViewKey, act: Act): void {
  if (start.button !== 0) return;
  const token = start.currentTarget;
  if (!(token instanceof HTMLElement)) return;
  const { clientX, clientY, pointerId } = start;
  // From the press on, so that a fast pointer is not lost.
  token.setPointerCapture(pointerId);
  const move = (event: PointerEvent): void => {
    const [x, y] = [event.clientX - clientX, event.clientY - clientY];
    if (carried.value === null && Math.hypot(x, y) < DRAG_FROM_PX) return;
    carried.value = { id: key.id, x, y };
    over.value = placeAt(event);
  };
  const end = (event: PointerEvent): void => {
    token.removeEventListener('pointermove', move);
    token.removeEventListener('pointerup', end);
    token.removeEventListener('pointercancel', end);
    if (carried.value === null) return;
    const place = event.type === 'pointerup' ? placeAt(event) : null;
    carried.value = null;
    over.value = null;
    // The click that follows a drag is none.
    token.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => token.removeEventListener('click', swallow, { capture: true }), 0);
    const call = place === null ? null : dropCall(key, place);
    if (call !== null) act.perform(call);
  };
  token.addEventListener('pointermove', move);
  token.addEventListener('pointerup', end);
  token.addEventListener('pointercancel', end);
}

function swallow(event: Event): void {
  event.stopImmediatePropagation();
  event.preventDefault();
}

/** What a drop means; null where the key is there already. */
export function dropCall(key: ViewKey, place: DropPlace): ApiCall | null {
  if (place === 'switch') return touchKey(key.id);
  return place === key.location ? null : moveKey(key.id, place);
}

const over = signal<DropPlace | null>(null);

function isOver(place: DropPlace): boolean {
  return carried.value !== null && over.value === place;
}

function placeAt({ clientX, clientY }: PointerEvent): DropPlace | null {
  for (const element of document.elementsFromPoint(clientX, clientY)) {
    const place = element.closest('[data-drop]')?.getAttribute('data-drop');
    if (place === 'cabin' || place === 'outside' || place === 'switch') return place;
  }
  return null;
}
