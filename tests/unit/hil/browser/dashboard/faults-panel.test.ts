import { describe, expect, it } from 'vitest';
import { FaultsPanel } from '../../../../../hil/browser/dashboard/faults-panel.tsx';
import { carView } from '../../../../support/car-views.ts';
import { markup, textOf } from '../../../../support/markup.ts';
import { idleAct } from './idle-act.ts';

const act = idleAct();

describe('the faults as switches (VEH-8)', () => {
  it('show which trouble codes the car has', () => {
    const html = markup(FaultsPanel, { view: carView({ faults: ['B278D'] }), act });
    expect(textOf(html)).toMatch(/^B278D Clear all faults Trouble codes B278D registration prohibited/);
    expect(html.match(/switch-on/g)).toHaveLength(1);
    expect(textOf(markup(FaultsPanel, { view: carView(), act }))).toMatch(/^no trouble code set/);
  });

  it('are buttons where they are over by themselves', () => {
    const html = markup(FaultsPanel, { view: carView(), act });
    expect([...html.matchAll(/class="once"[^>]*>([^<]*)</g)].map(([, title]) => title)).toContain(
      'The Smart Key ECU goes bus-off once',
    );
  });
});
