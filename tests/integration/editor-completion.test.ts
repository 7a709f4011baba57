import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { LanguageClient } from './support/language-client.ts';

const FOLDER = join(import.meta.dirname, '../../scenarios');
const MODELINE = '# yaml-language-server: $schema=';
let client: LanguageClient;
let documents = 0;

/** What the editor offers at the sign `|`, in a file of that folder. */
async function offered(folder: string, lines: readonly string[]): Promise<readonly string[]> {
  const text = lines.join('\n');
  const before = text.slice(0, text.indexOf('|')).split('\n');
  documents += 1;
  const uri = pathToFileURL(join(FOLDER, folder, `typed-${documents}.yaml`)).href;
  const textDocument = { uri, languageId: 'yaml', version: 1, text: text.replace('|', '') };
  client.notify('textDocument/didOpen', { textDocument });
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const result = (await client.request('textDocument/completion', { textDocument: { uri }, position })) as {
    readonly items: readonly { readonly label: string }[];
  };
  return result.items.map(({ label }) => label);
}

describe('an editor with yaml-language-server', () => {
  beforeAll(async () => {
    client = new LanguageClient();
    await client.request('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    client.notify('initialized', {});
  });
  afterAll(async () => {
    await client.stop();
  });

  it('completes verbs of a scenario that names the schema', async () => {
    const labels = await offered('keys', [`${MODELINE}../scenario.schema.json`, 'name: x', 'steps:', '  - |']);
    expect(labels).toEqual(expect.arrayContaining(['touch', 'uds', 'advanceTo', 'dealer', 'include']));
  });

  it('completes rules', async () => {
    const lines = ['name: x', 'steps:', '  - touch: master', '    rules:', '      - |'];
    const labels = await offered('keys', [`${MODELINE}../scenario.schema.json`, ...lines]);
    expect(labels).toEqual(expect.arrayContaining(['KEY-4', 'RST-2', 'DLR-11', 'TEC-6']));
  });

  it('completes fields of a fragment and of a bench', async () => {
    const verbs = await offered('fragments', [`${MODELINE}../fragment.schema.json`, 'steps:', '  - |']);
    expect(verbs).toEqual(expect.arrayContaining(['touch', 'unlock', 'include']));
    const fields = await offered('benches', [`${MODELINE}../bench.schema.json`, 'name: x', '|']);
    expect(fields).toEqual(expect.arrayContaining(['car', 'bus', 'rate', 'guard']));
  });

  it('offers nothing of ours to a file that does not name the schema', async () => {
    expect(await offered('keys', ['name: x', 'steps:', '  - |'])).not.toContain('touch');
  });
});
