import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import type { CarView } from '../../view/car-view.ts';
import type { Act } from './act.ts';
import { clearFaults, setPreset } from './calls.ts';
import { FAULT_GROUPS, type FaultPreset } from './fault-presets.ts';

interface FaultsProps {
  readonly view: CarView;
  readonly act: Act | null;
}

/** Presets of the plan that were switched on here; trouble codes are the car's own knowledge. */
const switchedOn = signal<ReadonlySet<string>>(new Set());

/** Faults as switches. */
export function FaultsPanel({ view, act }: FaultsProps): VNode {
  return (
    <div class="faults">
      <div class="tools">
        <span class="state">{view.faults.length === 0 ? 'no trouble code set' : view.faults.join(', ')}</span>
        <button
          type="button"
          disabled={act === null}
          onClick={() => {
            switchedOn.value = new Set();
            act?.perform(clearFaults());
          }}
        >
          Clear all faults
        </button>
      </div>
      {FAULT_GROUPS.map(({ title, presets }) => (
        <fieldset key={title}>
          <legend>{title}</legend>
          {presets.map((preset) => (
            <Switch key={preset.id} preset={preset} view={view} act={act} />
          ))}
        </fieldset>
      ))}
    </div>
  );
}

function Switch({ preset, view, act }: FaultsProps & { readonly preset: FaultPreset }): VNode {
  const { id, title, off } = preset;
  const on = view.faults.includes(id) || switchedOn.value.has(id);
  if (off === null) {
    return (
      <button type="button" class="once" disabled={act === null} onClick={() => act?.perform(setPreset(preset, true))}>
        {title}
      </button>
    );
  }
  return (
    <label class={on ? 'switch switch-on' : 'switch'}>
      <input
        type="checkbox"
        role="switch"
        checked={on}
        disabled={act === null}
        onChange={() => {
          if (!('fault' in preset.on)) switchedOn.value = withSwitch(switchedOn.value, id, !on);
          act?.perform(setPreset(preset, !on));
        }}
      />
      {title}
    </label>
  );
}

function withSwitch(all: ReadonlySet<string>, id: string, on: boolean): ReadonlySet<string> {
  const next = new Set(all);
  if (on) next.add(id);
  else next.delete(id);
  return next;
}
