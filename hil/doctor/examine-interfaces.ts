import { parseCanLinks, type CanInterface } from './can-link.ts';
import { missing, ok, warn, type Finding } from './finding.ts';
import type { Machine } from './machine.ts';
import { DEFAULT_BIT_RATE } from '../../can-bus/virtual-bus/bus-options.ts';

/** Type of a CAN interface in /sys/class/net/NAME/type (ARPHRD_CAN of the kernel). */
const ARPHRD_CAN = '280';
const MAKE_VCAN = 'sudo ip link add dev vcan0 type vcan && sudo ip link set vcan0 up';

/** The CAN interfaces of this machine, each with what makes it unsuitable for the vehicle's bus. */
export async function examineInterfaces(machine: Machine, fixWithoutCan: string | null): Promise<readonly Finding[]> {
  const interfaces = (await listByIp(machine)) ?? (await listBySys(machine));
  if (interfaces.length === 0) {
    return [missing('can-interface', 'CAN interfaces: none', fixWithoutCan ?? MAKE_VCAN)];
  }
  const findings: Finding[] = [];
  for (const each of interfaces) {
    findings.push(examineInterface(each));
    if (each.isUp) findings.push(await examineRights(machine, each));
  }
  return findings;
}

async function listByIp(machine: Machine): Promise<readonly CanInterface[] | null> {
  const printed = await machine.run('ip', ['-details', '-json', 'link']);
  return printed === null ? null : parseCanLinks(printed);
}

/** Without the program ip less is known. */
async function listBySys(machine: Machine): Promise<readonly CanInterface[]> {
  const interfaces: CanInterface[] = [];
  for (const name of await machine.list('/sys/class/net')) {
    const read = async (file: string): Promise<string> =>
      ((await machine.readText(`/sys/class/net/${name}/${file}`)) ?? '').trim();
    if ((await read('type')) !== ARPHRD_CAN) continue;
    interfaces.push({
      name,
      kind: name.replace(/\d+$/, ''),
      isUp: (await read('operstate')) !== 'down',
      ...{ state: null, bitRate: null, dataBitRate: null, restartMs: null, fd: false },
    });
  }
  return interfaces;
}

function examineInterface(each: CanInterface): Finding {
  const { name, isUp, state, bitRate } = each;
  const text = `CAN interface ${name}: ${describe(each)}`;
  if (!isUp) return warn('can-interface', text, upCommand(each));
  if (state === 'BUS-OFF') {
    // Not every driver supports `type can restart` (slcan does not).
    return warn('can-interface', text, `sudo ip link set ${name} down && sudo ip link set ${name} up`);
  }
  if (bitRate !== null && bitRate !== DEFAULT_BIT_RATE) {
    return warn('can-interface', text, `sudo ip link set ${name} down && ${upCommand(each)}`);
  }
  if (state === 'ERROR-PASSIVE' || state === 'ERROR-WARNING') {
    const fix = `ip -details -statistics link show ${name}; check wiring, both 120 Ω, and the bit rate of the other nodes`;
    return warn('can-interface', text, fix);
  }
  return ok('can-interface', text);
}

function describe({ kind, isUp, state, bitRate, dataBitRate, restartMs, fd }: CanInterface): string {
  const parts = [isUp ? 'up' : 'down'];
  if (isVirtual(kind)) parts.push('virtual');
  if (bitRate !== null) parts.push(`${bitRate / 1000} kbit/s`);
  if (dataBitRate !== null) parts.push(`data ${dataBitRate / 1000} kbit/s`);
  if (isUp && state !== null) parts.push(state.toLowerCase());
  if (isUp && kind === 'can' && restartMs === 0) parts.push('stays bus-off until restarted');
  if (fd) parts.push('CAN FD');
  return parts.join(', ');
}

function isVirtual(kind: string): boolean {
  return kind === 'vcan' || kind === 'vxcan';
}

function upCommand({ name, kind }: CanInterface): string {
  if (isVirtual(kind)) return `sudo ip link set ${name} up`;
  return `sudo ip link set ${name} up type can bitrate ${DEFAULT_BIT_RATE} restart-ms 100`;
}

async function examineRights(machine: Machine, { name }: CanInterface): Promise<Finding> {
  const refusal = await machine.openInterface(name);
  return refusal === null
    ? ok('can-rights', `CAN interface ${name}: this user can send and receive`)
    : missing('can-rights', refusal.problem, refusal.fix);
}
