import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Act } from './act.ts';
import type { ApiCall } from './api-call.ts';
import { HeldValue } from './held-value.ts';

interface CarSliderProps {
  readonly title: string;
  /** Its name where the title alone does not say it. */
  readonly name?: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Digits after the point. */
  readonly digits: number;
  /** The car's value, and the field of its answers that has it. */
  readonly value: number;
  readonly field: string;
  readonly call: (value: number) => ApiCall;
  /** Null in a view of the past. */
  readonly act: Act | null;
}

/** A value of the car as a slider. Number and thumb are the person's while it is moved, and the car's otherwise. */
export function CarSlider(props: CarSliderProps): VNode {
  const { title, name, unit, min, max, step, digits, value, field, call, act } = props;
  const [held] = useState(() => new HeldValue(field));
  const shown = act === null ? value : held.over(value);
  const text = `${shown.toFixed(digits)} ${unit}`;
  const handlers = act === null ? {} : handlersOf(held, (wanted) => act.ask(call(wanted)));
  return (
    <label>
      <span>{title}</span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={shown}
        aria-label={name}
        aria-valuetext={text}
        disabled={act === null}
        {...handlers}
      />
      <span class="number slider-value">{text}</span>
    </label>
  );
}

type InputEvent = Event & { readonly currentTarget: HTMLInputElement };

function handlersOf(
  held: HeldValue,
  set: Parameters<HeldValue['ask']>[1],
): Readonly<Record<string, (event: InputEvent) => void>> {
  const valueOf = ({ currentTarget }: InputEvent): number => Number(currentTarget.value);
  return {
    onPointerDown: (event) => held.grab(valueOf(event)),
    onInput: (event) => held.move(valueOf(event)),
    onPointerUp: (event) => held.release(valueOf(event), set),
    onPointerCancel: () => held.cancel(),
    onBlur: () => held.cancel(),
    onChange: (event) => held.ask(valueOf(event), set),
  };
}
