import type { ComponentChildren, VNode } from 'preact';
import type { CarView } from '../../view/car-view.ts';
import { unbroken } from '../report/unbroken.ts';
import type { Act } from './act.ts';
import { DEALER_PRESETS } from './dealer-fault-presets.ts';
import type { FaultClient } from './fault-client.ts';
import { FAULT_GROUPS, type FaultPreset } from './fault-presets.ts';
import { otherFaults } from './other-faults.ts';

interface FaultsProps {
  readonly view: CarView;
  readonly client: FaultClient;
  /** Null in a view of the past. */
  readonly act: Act | null;
}

/** Faults as switches, which show what is in force: set here or anywhere else. */
export function FaultsPanel({ view, client, act }: FaultsProps): VNode {
  const [car, dealer] = [client.car.value, client.dealer.value];
  const inForce = car === null ? null : { ...car, faults: view.faults };
  const others = inForce === null ? [] : otherFaults(inForce);
  const switchOf = (preset: FaultPreset): VNode => {
    const isOn = inForce === null ? view.faults.includes(preset.id) : preset.isOn(inForce);
    const note = isOn && inForce !== null ? preset.noteOf(inForce) : null;
    const isFixed = act === null || preset.change === null || inForce === null;
    return (
      <Switch key={preset.id} on={isOn} onChange={isFixed ? null : () => void client.set(act, preset, !isOn)}>
        {unbroken(preset.title)}
        {note !== null && <small> in force: {note}</small>}
      </Switch>
    );
  };
  return (
    <div class="faults">
      <div class="tools">
        <span class="state">{countText(client.count(view.faults))}</span>
        <button type="button" disabled={act === null} onClick={() => act !== null && void client.clear(act)}>
          Clear all faults
        </button>
      </div>
      {act === null && (
        <p class="hint">Trouble codes as they were at this instant, the other faults as they are now.</p>
      )}
      {others.length > 0 && <Group title="Set elsewhere">{others.map(switchOf)}</Group>}
      {FAULT_GROUPS.map(({ title, presets }) => (
        <Group key={title} title={title}>
          {presets.map(switchOf)}
        </Group>
      ))}
      {dealer !== null && (
        <Group title="Dealer server">
          {DEALER_PRESETS.map((preset) => {
            const isOn = preset.isOn(dealer);
            const onChange = act === null ? null : (): void => void client.setDealer(act, preset, !isOn);
            return (
              <Switch key={preset.id} on={isOn} onChange={onChange}>
                {unbroken(preset.title)}
              </Switch>
            );
          })}
        </Group>
      )}
    </div>
  );
}

export function countText(count: number): string {
  if (count === 0) return 'no fault in force';
  return count === 1 ? '1 fault in force' : `${count} faults in force`;
}

function Group({ title, children }: { readonly title: string; readonly children: ComponentChildren }): VNode {
  return (
    <fieldset>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

interface SwitchProps {
  readonly on: boolean;
  /** Null where it cannot be switched. */
  readonly onChange: (() => void) | null;
  readonly children: ComponentChildren;
}

function Switch({ on, onChange, children }: SwitchProps): VNode {
  return (
    <label class={on ? 'switch switch-on' : 'switch'}>
      <input type="checkbox" role="switch" checked={on} disabled={onChange === null} onChange={() => onChange?.()} />
      <span>{children}</span>
    </label>
  );
}
