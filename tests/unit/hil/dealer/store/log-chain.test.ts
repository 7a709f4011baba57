import { describe, expect, it } from 'vitest';
import type { DealerRecord } from '../../../../../hil/dealer/rules/dealer-commands.ts';
import { canonicalRecord, chainHash, GENESIS_HASH } from '../../../../../hil/dealer/store/log-chain.ts';

const RECORD: DealerRecord = {
  ...{ kind: 'approved', epochMs: 5, dealerCode: 'D1', dealerName: 'Dealer', actorId: 'mona', actorName: 'Mona' },
  ...{ actorTitle: 'Shop Foreman', vin: null, repairOrder: null, customerLastName: null, requestNumber: '19070100001' },
  ...{ toolVersion: null, seed: null, staff: { title: 'Technician', name: 'Tara', id: 'tara' } },
};

describe('the text of a record', () => {
  it('DLR-9: has its names in the order of the alphabet, at every level', () => {
    expect(canonicalRecord(RECORD)).toBe(
      '{"actorId":"mona","actorName":"Mona","actorTitle":"Shop Foreman","customerLastName":null,"dealerCode":"D1",' +
        '"dealerName":"Dealer","epochMs":5,"kind":"approved","repairOrder":null,"requestNumber":"19070100001",' +
        '"seed":null,"staff":{"id":"tara","name":"Tara","title":"Technician"},"toolVersion":null,"vin":null}',
    );
  });
});

describe('the hash of an entry', () => {
  it('DLR-9: is SHA-256 over the hash before, the number and the text', () => {
    expect(GENESIS_HASH).toBe('0000000000000000000000000000000000000000000000000000000000000000');
    expect(chainHash('a', 1, 'b')).toBe('c23728e9bd902d27fb2ad5ef123f83cd4d50cd205d7963396f3f3568ffc35bfb');
  });

  it('DLR-9: is another one for another hash before, number or text', () => {
    const hashes = [chainHash('a', 1, 'b'), chainHash('c', 1, 'b'), chainHash('a', 2, 'b'), chainHash('a', 1, 'c')];
    expect(new Set(hashes).size).toBe(4);
  });
});
