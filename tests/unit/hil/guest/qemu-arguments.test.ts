import { describe, expect, it } from 'vitest';
import { qemuArguments } from '../../../../hil/guest/qemu-arguments.ts';

const OPTIONS = {
  accelerator: 'tcg',
  kernelImage: '/k',
  initramfs: '/i',
  kvaser: false,
  sockets: { control: '/a,b', stdin: '/in', stdout: '/out', stderr: '/err' },
} as const;

describe('the machine of the guest', () => {
  it('has the root of the host for reading only', () => {
    const share = qemuArguments(OPTIONS).find((argument) => argument.startsWith('local,'));
    expect(share).toContain('path=/,');
    expect(share).toContain('readonly=on');
  });

  it('has two adapters on one bus only where they are asked for', () => {
    const adapters = (kvaser: boolean): number =>
      qemuArguments({ ...OPTIONS, kvaser }).filter((argument) => argument === 'kvaser_pci,canbus=bus0').length;
    expect([adapters(false), adapters(true)]).toEqual([0, 2]);
  });

  it('counts instructions on one processor, where time is to go by them', () => {
    const [counted, tcg] = [qemuArguments({ ...OPTIONS, accelerator: 'counted' }), qemuArguments(OPTIONS)];
    const after = (words: readonly string[], flag: string): string | undefined => words[words.indexOf(flag) + 1];
    const figures = (words: readonly string[]): unknown => [after(words, '-machine'), after(words, '-smp')];
    expect([figures(counted), after(counted, '-icount')]).toEqual([['q35,accel=tcg', '1'], 'shift=0,sleep=off']);
    expect([figures(tcg), tcg.includes('-icount')]).toEqual([['q35,accel=tcg', '2'], false]);
  });

  it('takes a path with a comma in it', () => {
    expect(qemuArguments(OPTIONS)).toContain('socket,id=control,path=/a,,b');
  });
});
