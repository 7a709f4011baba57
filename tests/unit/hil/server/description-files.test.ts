import { describe, expect, it } from 'vitest';
import { descriptionFile } from '../../../../hil/server/description-files.ts';

const textOf = (kind: 'dbc' | 'json'): string => new TextDecoder().decode(descriptionFile(kind));

describe('the description files that the project ships', () => {
  it('are a DBC file with the broadcast frames', () => {
    expect(textOf('dbc')).toMatch(/^VERSION /);
    expect(textOf('dbc').match(/^BO_ \d+ \w+/gm)).toContain('BO_ 1461 SMART_KEY_STATUS');
  });

  it('are a zip archive', () => {
    expect([...descriptionFile('pdx').subarray(0, 4)]).toEqual([0x50, 0x4b, 0x03, 0x04]);
  });

  it('are JSON with a version', () => {
    expect(JSON.parse(textOf('json'))).toMatchObject({ format: 'virtual-smart-key/description', version: 1 });
  });
});
