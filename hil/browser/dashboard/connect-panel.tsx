import type { VNode } from 'preact';
import type { CarView, ViewBus } from '../../view/car-view.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { type PagePlace, recipesFor } from './connect-recipes.ts';

interface ConnectProps {
  readonly view: CarView;
  readonly place: PagePlace;
}

/** Who is connected, and how other tools connect: with the real addresses, to copy. */
export function ConnectPanel({ view, place }: ConnectProps): VNode {
  return (
    <div class="connect">
      {view.buses.map((bus) => (
        <Bus key={bus.url} bus={bus} />
      ))}
      <h3>How a tool connects</h3>
      <ul class="recipes">
        {recipesFor(view, place).map(({ tool, command }) => (
          <li key={tool}>
            <span>{tool}</span>
            <code>{command}</code>
            <CopyButton text={command} label={`Copy the line for ${tool}`} />
          </li>
        ))}
      </ul>
      <p>
        <a href="/api/">The HTTP interface, documented</a> · <a href="/dealer">Dealer server</a> ·{' '}
        <a href="/api/files/virtual-smart-key.pdx">PDX file</a> ·{' '}
        <a href="/api/files/virtual-smart-key.dbc">DBC file</a> ·{' '}
        <a href="/api/files/virtual-smart-key.json">Description as JSON</a> ·{' '}
        <a href="/api/trace?format=pcapng">Trace for Wireshark</a> · <a href="/api/trace?format=jsonl">Event trace</a>
      </p>
    </div>
  );
}

function Bus({ bus }: { readonly bus: ViewBus }): VNode {
  return (
    <div class="bus">
      <h3>
        <code>{bus.url}</code>
      </h3>
      {bus.clients.length === 0 ? (
        <p class="hint">nobody connected</p>
      ) : (
        <ul>
          {bus.clients.map(({ id, framesIn, framesOut, waiting }) => (
            <li key={id}>
              <code>{id}</code>: {framesIn} frames received, {framesOut} sent{waiting > 0 ? `, ${waiting} waiting` : ''}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
