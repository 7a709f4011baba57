import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadSocketcanModule } from '../../../../can-bus/ports/socketcan-module.ts';

const { platform } = process;

function onPlatform(name: string): void {
  Object.defineProperty(process, 'platform', { value: name });
}

afterEach(() => {
  onPlatform(platform);
  vi.doUnmock('socketcan');
});

describe('the native package for CAN sockets', () => {
  it('is given where it makes raw channels', async () => {
    onPlatform('linux');
    const createRawChannelWithOptions = (): never => {
      throw new Error('nobody asks for a channel');
    };
    vi.doMock('socketcan', () => ({ createRawChannelWithOptions }));
    expect(await loadSocketcanModule()).toHaveProperty('createRawChannelWithOptions', createRawChannelWithOptions);
  });

  it('is not usable where it makes none, and the hint says how it is compiled', async () => {
    onPlatform('linux');
    vi.doMock('socketcan', () => ({ createRawChannelWithOptions: 'none' }));
    await expect(loadSocketcanModule()).rejects.toMatchObject({
      code: 'bench/optional-package',
      message: 'the npm package "socketcan", through which CAN interfaces are reached, is not usable here',
      hint: expect.stringContaining('sudo apt-get install g++ make python3'),
      context: { package: 'socketcan' },
      cause: { message: 'it does not export createRawChannelWithOptions' },
    });
  });

  it('is installed first where it is not there at all', async () => {
    onPlatform('linux');
    // A factory's own error would come wrapped.
    vi.doMock('socketcan', () => ({
      get createRawChannelWithOptions(): never {
        throw Object.assign(new Error('not there'), { code: 'ERR_MODULE_NOT_FOUND' });
      },
    }));
    await expect(loadSocketcanModule()).rejects.toMatchObject({
      hint: expect.stringContaining('install this package again, with its optional packages'),
    });
  });

  it('is not looked for on another system, which has other ways in', async () => {
    onPlatform('darwin');
    await expect(loadSocketcanModule()).rejects.toMatchObject({
      code: 'bench',
      message: 'SocketCAN is part of Linux, and this is darwin',
      hint: 'use slcan-tcp:, socketcand: or slcan: here',
      context: { platform: 'darwin' },
    });
  });
});
