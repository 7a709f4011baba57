import { describe, expect, it } from 'vitest';
import type { DealerRecord } from '../../../../../hil/dealer/rules/dealer-commands.ts';
import {
  canonicalRecord,
  chainHash,
  GENESIS_HASH,
  rowDigest,
  sealedColumns,
  sealHash,
  sumOf,
} from '../../../../../hil/dealer/store/seals.ts';

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

  it('DLR-9: differs if the previous hash, the number or the text differs', () => {
    const hashes = [chainHash('a', 1, 'b'), chainHash('c', 1, 'b'), chainHash('a', 2, 'b'), chainHash('a', 1, 'c')];
    expect(new Set(hashes).size).toBe(4);
  });
});

const ZERO = '0'.repeat(64);
const one = `${'0'.repeat(63)}1`;
const digest = rowDigest('dealers', { code: 'D1', name: 'Dealer' });

describe('the sum of the digests', () => {
  it('DLR-9: is the same in any order, and goes back when a row is taken out', () => {
    expect(sumOf(ZERO, [], [one, digest])).toBe(sumOf(ZERO, [], [digest, one]));
    expect(sumOf(sumOf(ZERO, [], [one, digest]), [digest], [])).toBe(one);
  });

  it('is modulo 2^256, in 64 hex digits', () => {
    expect(sumOf(ZERO, [one], [])).toBe('f'.repeat(64));
    expect(sumOf('f'.repeat(64), [], [one])).toBe(ZERO);
  });
});

describe('the digest of a row', () => {
  it('DLR-9: differs if a value or the table differs', () => {
    expect(rowDigest('dealers', { code: 'D1', name: 'Dealer' })).toBe(digest);
    expect(rowDigest('dealers', { code: 'D1', name: 'Other' })).not.toBe(digest);
    expect(rowDigest('staff', { code: 'D1', name: 'Dealer' })).not.toBe(digest);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a seal', () => {
  it('DLR-9: depends on the seal before, its number, the log and the rows', () => {
    const seal = { sequence: 1, logHash: 'a', rows: 'b' };
    const hashes = [
      sealHash('x', seal),
      sealHash('y', seal),
      sealHash('x', { ...seal, sequence: 2 }),
      sealHash('x', { ...seal, logHash: 'c' }),
      sealHash('x', { ...seal, rows: 'c' }),
    ];
    expect(new Set(hashes).size).toBe(5);
  });

  it('leaves out only the last use of a session', () => {
    expect(sealedColumns('sessions')).not.toContain('seen_at_ms');
    expect(sealedColumns('staff')).toBe('*');
  });
});
