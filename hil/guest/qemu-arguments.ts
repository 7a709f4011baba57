import { GUEST_PORTS, HOST_SHARE, type GuestPortName } from './init-script.ts';

/**
 * `tcg` interprets, and runs everywhere. `kvm` is fast, but hangs on some virtual machines. `counted` is `tcg` with one
 * processor and a clock that advances by a nanosecond an instruction: what is measured there does not depend on what
 * else this machine does.
 */
export type Accelerator = 'tcg' | 'kvm' | 'counted';

interface QemuOptions {
  readonly accelerator: Accelerator;
  readonly kernelImage: string;
  readonly initramfs: string;
  readonly kvaser: boolean;
  /** Unix sockets on which we listen. */
  readonly sockets: Readonly<Record<GuestPortName, string>>;
}

const MEMORY_MIB = 2_048;
const PROCESSORS = 2;
/** Where nothing is to be done, the clock of `counted` goes straight to what is due next. */
const COUNTED = ['-icount', 'shift=0,sleep=off'];

/**
 * The console goes to ttyS0 and only matters where the guest fails; `panic=-1` with `-no-reboot` ends QEMU then. The
 * rest spares an interpreted processor work that nobody needs here.
 */
const KERNEL_COMMAND_LINE = 'console=ttyS0 quiet panic=-1 mitigations=off audit=0 random.trust_cpu=on';

/** A comma separates the options of one argument; a doubled one is literal. */
function escapeComma(value: string): string {
  return value.replaceAll(',', ',,');
}

/** The machine: the host's root read-only, four byte streams, and two Kvaser adapters on one bus if asked for. */
export function qemuArguments(options: QemuOptions): readonly string[] {
  const { accelerator, sockets } = options;
  // With protection keys V8 changes its rights at each step of its compiler, which throws all of TCG's translations of
  // addresses away: Node would take two to three times as long to start.
  const processor = accelerator === 'kvm' ? 'host' : 'max,pku=off';
  const isCounted = accelerator === 'counted';
  const ports = GUEST_PORTS.flatMap((name) => [
    ...['-chardev', `socket,id=${name},path=${escapeComma(sockets[name])}`],
    ...['-device', `virtserialport,chardev=${name},name=${name}`],
  ]);
  const adapter = ['-device', 'kvaser_pci,canbus=bus0'];
  return [
    ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-serial', 'stdio'],
    ...[
      '-machine',
      `q35,accel=${isCounted ? 'tcg' : accelerator}`,
      '-cpu',
      processor,
      '-m',
      String(MEMORY_MIB),
      '-smp',
      String(isCounted ? 1 : PROCESSORS),
    ],
    ...(isCounted ? COUNTED : []),
    ...['-kernel', options.kernelImage, '-initrd', options.initramfs, '-append', KERNEL_COMMAND_LINE],
    ...['-fsdev', 'local,id=root,path=/,security_model=none,readonly=on,multidevs=remap'],
    ...['-device', `virtio-9p-pci,fsdev=root,mount_tag=${HOST_SHARE}`],
    ...['-device', 'virtio-serial-pci', ...ports],
    ...(options.kvaser ? ['-object', 'can-bus,id=bus0', ...adapter, ...adapter] : []),
  ];
}
