import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../../can-bus/bytes/hex.ts';
import { loadMemory } from '../../../../../ecu-sim/memory/non-volatile-memory.ts';
import { parseProfile } from '../../../../../ecu-sim/profile.ts';
import { NvmFileError } from '../../../../../hil/car/host/nvm-file-error.ts';
import { decodeNvmFile } from '../../../../../hil/car/host/nvm-file.ts';
import { KEY_A, KEY_B } from '../../../../support/test-bench.ts';

const PROFILE = parseProfile({});

/** As the first layout's program wrote it: KEY_B erased, four seeds used, three wrong pass-codes, and a blank key beside. */
const FILE = [
  '56534B9E010000001B712717410111345431425A314642344B5539393939393905A17C0D93241D1D56534B9E10000000366978F50600',
  '00000001000000290701A100000101A1000002000000000000000000000000000000000000000000000000000000000000051F7E4956',
  '534B9E110000003A5DAE909D00000000020000002D0701A1000001000000000000000000000000000000000000000000000000000000',
  '00000000000001A10000020079C7831056534B9E1200000021906B23A10100000007000000140004A6DE0FCD5618325ADF13A659A84B',
  'DCE70200368320C956534B9E1300000021AD0B0A110100000008000000140004A6DE0FCD5618325ADF13A659A84BDCE70301BAC44E01',
  '56534B9E1400000037EBFF635002000000070000002A0301020303000000000102030200000000030100010000000003000001000100',
  '00000001010000000000C3EAFE7356534B9E150000003FD844C2D2020000000800000032040102030400000000010203030000000001',
  '020302000000000301000100000000040000010001000000000101000000000095BADCE356534B9E1600000022FCE2D4DB0300000001',
  '0000001510202020202020202020202020202020200319010168A65A2E56534B9E1700000022C182FD6B030000000100000015102020',
  '20202020202020202020202020200319010168A65A2E56534B9E180000000E710A06590400000001000000010038262AE856534B9E19',
  '0000000E4C6A2FE90400000001000000010038262AE856534B9E0200000000BCE2A47D56534B9E0300000111F2299C7E017B226B6579',
  '73223A5B7B226964223A224131303030303031222C22626F756E6456696E223A22345431425A314642344B55393939393939222C2262',
  '6174746572794D76223A333030302C22636162696E4F66223A22345431425A314642344B55393939393939227D2C7B226964223A2241',
  '31303030303032222C22626F756E6456696E223A22345431425A314642344B55393939393939222C22626174746572794D76223A3330',
  '30302C22636162696E4F66223A22345431425A314642344B55393939393939227D2C7B226964223A223130303030303031222C22626F',
  '756E6456696E223A6E756C6C2C22626174746572794D76223A333030302C22636162696E4F66223A6E756C6C7D5D7DE4B512A0',
].join('');

function refusalOf(bytes: Uint8Array): NvmFileError | null {
  try {
    decodeNvmFile('car.nvm', bytes, PROFILE);
    return null;
  } catch (error) {
    if (error instanceof NvmFileError) return error;
    throw error;
  }
}

describe('a memory file of the first layout', () => {
  it('VEH-5: whole, is taken over with its newest content, and that is said', () => {
    const { memory, keys, isWritable, warning } = decodeNvmFile('car.nvm', fromHex(FILE), PROFILE);
    expect(isWritable).toBe(true);
    expect(warning).toContain('written by an earlier version');
    expect(loadMemory(memory, 7)).toMatchObject({
      damaged: [],
      repaired: [],
      content: {
        slots: [KEY_A, null, null, null, null, null, null],
        retired: [KEY_B],
        seedCounter: 4,
        seedRound: 0,
        generator: [2_799_570_893, 1_444_426_330, 3_742_606_937, 2_823_544_039],
        attempts: 3,
        delayPending: true,
        securityLost: false,
        historyCounter: 4,
      },
    });
    expect(keys.all().map(({ id, boundVin }) => [id, boundVin])).toEqual([
      [KEY_A, PROFILE.vin],
      [KEY_B, PROFILE.vin],
      [0x1000_0001, null],
    ]);
  });

  it('VEH-5: with any byte changed, or cut off anywhere, is refused: its second copies are older', () => {
    const whole = fromHex(FILE);
    for (let index = 4; index < whole.length; index++) {
      const changed = whole.with(index, (whole[index] ?? 0) ^ 0xff);
      for (const bytes of [changed, whole.subarray(0, index)]) {
        const error = refusalOf(bytes);
        expect(error?.code, `byte ${index}`).toBe('usage/memory-file');
        expect(error?.message).toMatch(/memory file car\.nvm: .*(VEH-5|another version)/);
        expect(error?.hint).not.toBe('');
      }
    }
  });

  it('of another vehicle is refused', () => {
    const error = (): unknown => decodeNvmFile('car.nvm', fromHex(FILE), parseProfile({ vin: '4T1BZ1FB3KU000000' }));
    expect(error).toThrow('it belongs to 4T1BZ1FB4KU999999');
  });
});
