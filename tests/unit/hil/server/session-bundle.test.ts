import { expect, it } from 'vitest';
import { EventFeed } from '../../../../hil/server/event-feed.ts';
import { sessionBundle } from '../../../../hil/server/session-bundle.ts';
import { VirtualControl } from './virtual-control.ts';

it('has the traces, the state and the session as a scenario, and no secret', () => {
  const control = new VirtualControl();
  const feed = new EventFeed(control, { instance: 'i' });
  control.car.start();
  control.car.touchKey(0xa1000001);
  const files = new Map(
    [...sessionBundle(control, feed)].map(({ name, content }) => [name, Buffer.from(content).toString()]),
  );
  expect([...files.keys()]).toEqual(
    [
      'bundle.json',
      'scenario.yaml',
      'trace.jsonl',
      'trace.log',
      'trace.asc',
      'trace.pcapng',
      'state.json',
      'README.txt',
    ].map((name) => `smartkey-session/${name}`),
  );
  expect(files.get('smartkey-session/scenario.yaml')).toContain("touch: { key: 'master'");
  expect(files.get('smartkey-session/trace.jsonl')).toContain('"event":"key-touched"');
  const readme = files.get('smartkey-session/README.txt');
  expect(readme).toContain('smartkey run scenario.yaml');
  expect(readme).toContain('smartkey replay .');
  expect(readme).not.toContain('.tar');
  expect([...files.values()].join('')).not.toContain(control.car.profile.passcodeSecret);
});

it('says that it has no scenario if the logs do not reach back to the start', () => {
  const control = new VirtualControl({ logCapacity: 4 });
  const feed = new EventFeed(control, { instance: 'i' });
  control.car.start();
  control.car.advanceTo(control.car.nowUs + 10_000_000);
  const files = [...sessionBundle(control, feed)];
  expect(files.map(({ name }) => name)).not.toContain('smartkey-session/scenario.yaml');
  expect(Buffer.from(files.at(-1)?.content ?? '').toString()).toContain('longer than the logs reach back');
});
