import { shellQuote } from '../../can-bus/text/shell-quote.ts';
import { DEFAULT_BIT_RATE } from '../../can-bus/virtual-bus/bus-options.ts';

/** Byte streams between host and guest, by the name of their virtio-serial port. */
export const GUEST_PORTS = ['control', 'stdin', 'stdout', 'stderr'] as const;
export type GuestPortName = (typeof GUEST_PORTS)[number];

/** Name of the mount that carries the host's root. */
export const HOST_SHARE = 'host';

/** The busybox commands that the script uses. */
export const BUSYBOX_APPLETS: readonly string[] = [
  'cat',
  'chroot',
  'insmod',
  'ip',
  'mkdir',
  'mount',
  'poweroff',
  'sh',
  'sleep',
];

/** Time after which a real controller leaves bus-off. */
const RESTART_MS = 100;

interface InitOptions {
  /** Number of interfaces vcan0, vcan1, …. */
  readonly vcanCount: number;
  /** can0 and can1 are brought up. */
  readonly kvaser: boolean;
}

/**
 * The first program of the guest, for busybox: loads modules, puts a writable layer over the host's root, brings the
 * interfaces up, runs the command and powers off. On the control port it reports `ready`, then `exit CODE`; or `fail
 * REASON`.
 */
export function initScript({ vcanCount, kvaser }: InitOptions): string {
  const vcans = Array.from({ length: vcanCount }, (_, i) => `vcan${i}`);
  return `#!/bin/sh
fail() { echo "fail $*" >&3; poweroff -f; sleep 60; }
need() { "$@" || fail "$*"; }

mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
exec </dev/console >/dev/console 2>&1
while read -r module; do insmod "/modules/$module" || echo "insmod $module failed"; done </modules/modules.order

port() {
  while :; do
    for entry in /sys/class/virtio-ports/*; do
      read -r name <"$entry/name" && [ "$name" = "$1" ] && echo "/dev/\${entry##*/}" && return
    done
    sleep 0.05
  done
} 2>/dev/null
exec 3>"$(port control)"

need mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,ro,cache=loose ${HOST_SHARE} /lower
need mount -t tmpfs tmpfs /layer
need mkdir /layer/upper /layer/work
need mount -t overlay -o lowerdir=/lower,upperdir=/layer/upper,workdir=/layer/work overlay /whole
mount -t proc proc /whole/proc
mount -t sysfs sys /whole/sys
mount -t devtmpfs dev /whole/dev
mkdir -p /whole/dev/pts /whole/dev/shm
mount -t devpts -o ptmxmode=666 devpts /whole/dev/pts
mount -t tmpfs tmpfs /whole/dev/shm
mount -t tmpfs tmpfs /whole/run
mkdir -p /whole/run/lock /whole/run/guest
cat /command >/whole/run/guest/command

need ip link set lo up
${vcans.map((name) => `need ip link add dev ${name} type vcan\nneed ip link set ${name} up\n`).join('')}${kvaser ? kvaserUp() : ''}
stdin=$(port stdin) stdout=$(port stdout) stderr=$(port stderr)
echo ready >&3
chroot /whole /bin/sh /run/guest/command <"$stdin" >"$stdout" 2>"$stderr" 3>&-
echo "exit $?" >&3
poweroff -f
sleep 60
`;
}

/** Busybox's ip does not support bit rates; the host's does. */
function kvaserUp(): string {
  const up = (name: string): string =>
    `need chroot /whole /bin/sh -c 'PATH=/usr/sbin:/sbin:/usr/bin:/bin; ` +
    `ip link set ${name} type can bitrate ${DEFAULT_BIT_RATE} restart-ms ${RESTART_MS} && ip link set ${name} up'\n`;
  return up('can0') + up('can1');
}

interface CommandScriptOptions {
  /** The program and its arguments; one word with blanks in it is a command line for the shell. */
  readonly command: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The script that the host's shell runs in the guest: the user's environment, the project folder, the command. */
export function commandScript({ command, folder, environment }: CommandScriptOptions): string {
  const variables = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && /^[A-Za-z_]\w*$/.test(entry[0]),
  );
  const exports = variables.map(([name, value]) => `export ${name}=${shellQuote(value)}\n`);
  const [program = ''] = command;
  const isShellLine = command.length === 1 && /\s/.test(program);
  const words = isShellLine ? ['/bin/sh', '-c', program] : command;
  return `${exports.join('')}cd ${shellQuote(folder)} || exit 5\nexec ${words.map(shellQuote).join(' ')}\n`;
}
