import { usageError } from '../../can-bus/errors/operation-error.ts';

export interface HostPort {
  /** Name or address, an IPv6 address without its brackets. */
  readonly host: string;
  /** 0 to 65535; 0 lets the system pick one. */
  readonly port: number;
}

const MAX_PORT = 65_535;

/** @throws OperationError (usage) that names the flag */
export function parseHostPort(flag: string, text: string): HostPort {
  const match = /^(?:\[([\da-fA-F:.%\w]+)\]|([\w.-]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || !(port <= MAX_PORT)) {
    throw usageError(
      `${flag}: "${text}" is not HOST:PORT`,
      `write ${flag} 127.0.0.1:8080, an IPv6 address in brackets, with a port from 0 to ${MAX_PORT}`,
    );
  }
  return { host, port };
}
