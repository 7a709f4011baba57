import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../../can-bus/bytes/hex.ts';
import type { DiagnosticPair } from '../../../../../hil/explain/diagnostic-pair.ts';
import type { DescribedExchange } from '../../../../../hil/explain/exchange-words.ts';
import { PdxDescription } from '../../../../../hil/explain/pdx/pdx-description.ts';
import { constant, dop, standardLength, valueAt } from './odx-fixture.ts';

const OWN = fileURLToPath(new URL('../../../../../ecu-sim/signals/virtual-smart-key.pdx', import.meta.url));

function service(name: string, number: number): string {
  return (
    `<DIAG-SERVICE ID="s.${name}"><SHORT-NAME>${name}</SHORT-NAME><REQUEST-REF ID-REF="q.${name}"/>` +
    `<POS-RESPONSE-REFS><POS-RESPONSE-REF ID-REF="p.${name}"/></POS-RESPONSE-REFS></DIAG-SERVICE>` +
    `<REQUEST ID="q.${name}"><PARAMS>${constant(0, 0x22)}${constant(1, number, 16)}</PARAMS></REQUEST>` +
    `<POS-RESPONSE ID="p.${name}"><PARAMS>${constant(0, 0x62)}${constant(1, number, 16)}${valueAt('value', 3, 'u8')}</PARAMS></POS-RESPONSE>`
  );
}

function document(ids: readonly number[], ...services: string[]): Uint8Array {
  const table = `<COMPLEX-VALUE>${ids.map((id) => `<SIMPLE-VALUE>${id}</SIMPLE-VALUE>`).join('')}</COMPLEX-VALUE>`;
  const body = `${table}${dop('u8', standardLength(8))}${services.join('')}`;
  return strToU8(`<ODX xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${body}</ODX>`);
}

function pairOf(request: number, response: number, address: number | null = null): DiagnosticPair {
  const end = { extended: false, address };
  return { request: { ...end, id: request }, response: { ...end, id: response }, origin: 'given', isOurs: false };
}

function described(
  description: PdxDescription,
  request: string,
  response: string,
  pair: DiagnosticPair | null = null,
): DescribedExchange | null {
  const outcome = { kind: 'positive', response: fromHex(response) } as const;
  return description.describe({ request: fromHex(request), outcome, pair });
}

describe('a description of any vehicle', () => {
  const description = PdxDescription.read(
    'a.pdx',
    zipSync({
      'a.odx-d': document([0x700, 0x708], service('Doors', 0x1001), service('Speed', 0x1002)),
      'b.odx-d': document([0x710, 0x718], service('Windows', 0x1001)),
    }),
  );

  it('names the service and its values', () => {
    expect(described(description, '221002', '62100207')).toEqual({
      service: 'Speed',
      request: null,
      response: 'value 7',
    });
    expect(described(description, '221003', '62100307')).toBeNull();
    expect(described(description, '2210021001', '621002071001')).toBeNull();
    expect(described(description, '221002', '621002070809')?.response).toBe('value 7, and 08 09');
  });

  it('takes the ECU whose ids were used, and any where no ECU has them', () => {
    expect(described(description, '221001', '62100107', pairOf(0x700, 0x708))?.service).toBe('Doors');
    expect(described(description, '221001', '62100107', pairOf(0x710, 0x718))?.service).toBe('Windows');
    expect(described(description, '221002', '62100207', pairOf(0x710, 0x718))).toBeNull();
    expect(described(description, '221002', '62100207', pairOf(0x720, 0x728))?.service).toBe('Speed');
  });

  it('gives no values to a response that does not fit', () => {
    expect(described(description, '221002', '62100307')).toMatchObject({ service: 'Speed', response: null });
  });

  it('of this car has the fields of its ECUs, with units and texts', () => {
    const own = PdxDescription.read('own.pdx', readFileSync(OWN));
    const body = pairOf(0x750, 0x758, 0x40);
    expect(described(own, '1003', '5003003201F4', body)?.response).toBe('P2 50 ms, P2* 5000 ms');
    expect(described(own, '010C', '410C1AF8', pairOf(0x7e0, 0x7e8))?.response).toMatch(/1726 rpm/);
    expect(described(own, '3E80', '7E00', body)?.service).toMatch(/Tester/i);
  });

  it('is refused where it has no service', () => {
    expect(() => PdxDescription.read('a.pdx', zipSync({ 'a.odx-d': document([]) }))).toThrow(
      'a.pdx: the package describes no service',
    );
  });
});
