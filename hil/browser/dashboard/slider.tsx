import type { VNode } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { HeldValue } from './held-value.ts';

interface SliderProps {
  /** Where a label does not name it. */
  readonly name?: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The car's own. */
  readonly value: number;
  /** A value with its unit. */
  readonly text: (value: number) => string;
  readonly disabled?: boolean;
  readonly onChoose: (value: number) => void;
}

/** A slider with its value in words: it stays where a person holds it, and otherwise follows the car. */
export function Slider({ name, min, max, step, value, text, disabled = false, onChoose }: SliderProps): VNode {
  const held = useMemo(() => new HeldValue((work, ms) => void setTimeout(work, ms)), []);
  useEffect(() => held.follow(value), [held, value]);
  const shown = held.value.value ?? value;
  return (
    <>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={shown}
        disabled={disabled}
        aria-label={name}
        aria-valuetext={text(shown)}
        onInput={(event) => held.move(Number(event.currentTarget.value))}
        onPointerUp={() => held.choose()}
        onChange={(event) => {
          const chosen = Number(event.currentTarget.value);
          held.move(chosen);
          held.choose();
          onChoose(chosen);
        }}
      />{' '}
      <output class="number" aria-live="off">
        {text(shown)}
      </output>
    </>
  );
}
