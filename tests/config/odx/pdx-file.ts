import { strToU8, zipSync, type Zippable } from 'fflate';
import { communicationFiles, protocolFile, PROTOCOLS } from './communication.ts';
import { ecuFile, type AddressedEcu } from './ecu-file.ts';
import { xmlDocument } from './xml-tree.ts';

/** Of every entry: the bytes depend on the descriptions alone. */
const CREATED = '2026-01-01T00:00:00';

const TYPES: Readonly<Record<string, string>> = {
  'odx-d': 'application/x-asam.odx.odx-d',
  'odx-c': 'application/x-asam.odx.odx-c',
  'odx-cs': 'application/x-asam.odx.odx-cs',
};

/** A PDX package (ISO 22901-1) with the descriptions of these ECUs. */
export function pdxFile(ecus: readonly AddressedEcu[]): Uint8Array {
  const files: Readonly<Record<string, string>> = {
    ...communicationFiles(),
    ...Object.fromEntries(Object.values(PROTOCOLS).map((name) => [`${name}.odx-d`, protocolFile(name)])),
    ...Object.fromEntries(ecus.map((each) => [`${each.ecu.node}.odx-d`, ecuFile(each)])),
  };
  const names = Object.keys(files).sort();
  const entries: Zippable = { 'index.xml': strToU8(catalog(names)) };
  for (const name of names) entries[name] = strToU8(files[name] ?? '');
  return zipSync(entries, { level: 9, mtime: localTime(), os: 3 });
}

/** A zip holds local time without a zone. */
function localTime(): Date {
  return new Date(CREATED);
}

function catalog(names: readonly string[]): string {
  return xmlDocument({
    CATALOG: {
      '@F-DTD-VERSION': 'ODX-2.2.0',
      '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      '@xsi:noNamespaceSchemaLocation': 'odx-cc.xsd',
      'SHORT-NAME': 'virtual_smart_key',
      ABLOCKS: {
        ABLOCK: names.map((name) => ({
          '@UPD': 'UNCHANGED',
          'SHORT-NAME': name.replaceAll(/[^A-Za-z0-9_]/g, '_'),
          FILES: {
            FILE: { '@CREATION-DATE': CREATED, '@MIME-TYPE': TYPES[name.split('.').at(-1) ?? ''], '#': name },
          },
        })),
      },
    },
  });
}
