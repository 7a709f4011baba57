import type { EcuDescription } from '../../ecu-sim/description/ecu-description.ts';
import type { AddressedEcu } from './odx/ecu-file.ts';

/** Raised when a field changes its meaning or goes away; new fields keep it. */
const VERSION = 1;

/** The descriptions as JSON, as `docs/signals.md` documents it. */
export function descriptionJson(ecus: readonly AddressedEcu[]): string {
  const content = {
    format: 'virtual-smart-key/description',
    version: VERSION,
    ecus: ecus.map(({ ecu, addresses }) => ({ ...ecu, addresses: Object.fromEntries(addresses), services: byId(ecu) })),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Services in the order of their identifiers. */
function byId({ services }: EcuDescription): EcuDescription['services'] {
  return Object.fromEntries(Object.entries(services).sort(([, one], [, other]) => one.sid - other.sid));
}
