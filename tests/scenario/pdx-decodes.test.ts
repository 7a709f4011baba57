import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { toHex } from '../../can-bus/bytes/hex.ts';
import type { CarObserver } from '../../hil/car/car-event.ts';
import { VirtualBench } from '../../hil/bench/virtual-bench.ts';
import type { DiagnosticPair } from '../../hil/explain/diagnostic-pair.ts';
import { PdxDescription } from '../../hil/explain/pdx/pdx-description.ts';
import { scenarioFilesIn } from '../../hil/scenario/find-scenario-files.ts';
import { loadScenarios } from '../../hil/scenario/load-scenario.ts';
import { runScenario } from '../../hil/scenario/run-scenario.ts';
import { descriptionFile } from '../../hil/server/description-files.ts';
import { PdxReader } from '../support/pdx-reader.ts';

const ROOT = join(import.meta.dirname, '../..');
const ECUS: Readonly<Record<string, string>> = { 'smart-key': 'SMART_KEY', body: 'BODY', engine: 'ENGINE' };

interface Message {
  readonly ecu: string;
  readonly channel: string;
  readonly direction: string;
  readonly payload: Uint8Array;
}

/** The messages of the ECUs in all scenarios, each only once with the request before it. */
async function captured(): Promise<readonly Message[]> {
  const messages: Message[] = [];
  for (const path of await scenarioFilesIn(join(ROOT, 'scenarios'))) {
    for (const scenario of loadScenarios(readFileSync(path, 'utf8'), path)) {
      const observer = (name: string): CarObserver => ({
        event: ({ source, event }) => {
          if (event.kind !== 'uds') return;
          const { endpoint, direction, payload } = event;
          const channel = `${path} ${scenario.variant ?? ''} ${name} ${source} ${endpoint}`;
          messages.push({ ecu: ECUS[source] ?? source, channel, direction, payload });
        },
      });
      await runScenario(scenario, (chosen, seed) => new VirtualBench(chosen, { seed, profile: {}, observer }));
    }
  }
  return messages;
}

/** The ids of an ECU, by which the explainer finds its services. */
function pairOf(ecu: string): DiagnosticPair {
  const end = { extended: false };
  const address = { BODY: 0x40, SMART_KEY: 0xb5 }[ecu] ?? null;
  const [request, response] = address === null ? [0x7e0, 0x7e8] : [0x750, 0x758];
  return {
    request: { ...end, id: request, address },
    response: { ...end, id: response, address },
    origin: 'given',
    isOurs: true,
  };
}

/** Refusals of requests that no description contains. */
const OUTSIDE: ReadonlySet<number> = new Set([0x11, 0x12, 0x13, 0x14, 0x31]);

describe('the PDX file', () => {
  it(
    'decodes every exchange of all scenarios, in a reader that knows nothing else, and in smartkey explain',
    { timeout: 120_000 },
    async () => {
      const reader = new PdxReader(descriptionFile('pdx'));
      const description = PdxDescription.read('own.pdx', descriptionFile('pdx'));
      const requests = new Map<string, Uint8Array>();
      const seen = new Set<string>();
      const failures: string[] = [];
      const services = new Set<string>();
      for (const { ecu, channel, direction, payload } of await captured()) {
        if (direction === 'request') {
          requests.set(channel, payload);
          continue;
        }
        const request = requests.get(channel) ?? new Uint8Array();
        const exchange = `${ecu} ${toHex(request, ' ')} > ${toHex(payload, ' ')}`;
        if (seen.has(exchange)) continue;
        seen.add(exchange);
        const asked = reader.request(ecu, request);
        if (payload[0] === 0x7f) {
          const isDescribed = asked !== null || OUTSIDE.has(payload[2] ?? 0);
          if (!isDescribed || reader.negative(ecu, payload) === null) failures.push(exchange);
          continue;
        }
        services.add(`${ecu}.${asked?.service ?? ''}`);
        if (asked === null || reader.response(ecu, asked.service, payload) === null) failures.push(exchange);
        const outcome = { kind: 'positive', response: payload } as const;
        const explained = description.describe({ request, outcome, pair: pairOf(ecu) });
        const response = explained?.response ?? null;
        const isWhole = response !== null && !/\band [\dA-F]{2}\b/.test(response);
        if (!isWhole) failures.push(`explained: ${exchange}: ${JSON.stringify(explained)}`);
      }
      expect(failures).toEqual([]);
      expect(seen.size).toBeGreaterThan(300);
      expect(services.size).toBeGreaterThanOrEqual(39);
    },
  );
});
