import { describe, expect, it } from 'vitest';
import { ConnectPanel } from '../../../../../hil/browser/dashboard/connect-panel.tsx';
import { carView } from '../../../../support/car-views.ts';
import { markup, textOf } from '../../../../support/markup.ts';

describe('the panel of connections', () => {
  it('shows who is connected to which bus, with what they sent and received', () => {
    const view = carView({
      buses: [
        {
          url: 'slcan-tcp:127.0.0.1:3333',
          loadPercent: 3,
          clients: [{ id: '127.0.0.1:5000', since: 0, framesIn: 12, framesOut: 240, waiting: 2 }],
        },
        { url: 'socketcand:127.0.0.1:29536', loadPercent: 3, clients: [] },
      ],
    });
    const text = textOf(
      markup(ConnectPanel, { view, place: { origin: 'http://127.0.0.1:8080', command: 'smartkey' } }),
    );
    expect(text).toContain('127.0.0.1:5000 : 12 frames received, 240 sent, 2 waiting');
    expect(text).toContain('socketcand:127.0.0.1:29536 nobody connected');
  });
});
