import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { DEFAULT_PROFILE, parseProfile } from '../../../ecu-sim/profile.ts';

const guide = readFileSync(new URL('../../../docs/profile.md', import.meta.url), 'utf8');
const [defaults = '', addresses = ''] = [...guide.matchAll(/```yaml\n([^]*?)```/g)].map((match) => match[1] ?? '');

it('the profile guide shows the defaults as they are', () => {
  expect(defaults).toContain('keySlots');
  expect(parseProfile(parse(defaults))).toEqual(DEFAULT_PROFILE);
});

it('the profile guide’s addresses are taken', () => {
  expect(parseProfile(parse(addresses)).addressing.oem).toMatchObject({ kind: 'normal', requestId: 0x18dab5f1 });
});
