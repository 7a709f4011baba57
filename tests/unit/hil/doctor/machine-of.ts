import type { Ability, Machine, Refusal } from '../../../../hil/doctor/machine.ts';

export interface MachineParts {
  readonly installation?: Machine['installation'];
  readonly nodeVersion?: string;
  readonly platform?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  readonly programs?: readonly string[];
  readonly takenPorts?: readonly number[];
  readonly forbidden?: readonly string[];
  /** What `ip -details -json link` prints. */
  readonly links?: string;
  readonly unable?: Readonly<Partial<Record<Ability, Refusal>>>;
  readonly refusedInterfaces?: Readonly<Record<string, Refusal>>;
}

/** A machine that has these parts, and nothing else. */
export function machineOf(parts: MachineParts = {}): Machine {
  return {
    installation: parts.installation ?? 'clone',
    nodeVersion: parts.nodeVersion ?? '24.15.0',
    platform: parts.platform ?? 'linux',
    kernelRelease: '6.1.0',
    readText: async (path) => Promise.resolve(parts.files?.[path] ?? null),
    list: async (folder) => Promise.resolve(parts.folders?.[folder] ?? []),
    canReadAndWrite: async (path) => Promise.resolve(!(parts.forbidden ?? []).includes(path)),
    hasProgram: async (name) => Promise.resolve((parts.programs ?? []).includes(name)),
    run: async () => Promise.resolve(parts.links ?? null),
    tryAbility: async (ability) => Promise.resolve(parts.unable?.[ability] ?? null),
    openInterface: async (name) => Promise.resolve(parts.refusedInterfaces?.[name] ?? null),
    isPortFree: async (port) => Promise.resolve(!(parts.takenPorts ?? []).includes(port)),
  };
}
