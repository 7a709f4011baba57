import { z } from 'zod';

/** A CAN interface as the kernel reports it. */
export interface CanInterface {
  readonly name: string;
  /** `can` for a real one, `vcan`, `vxcan`, `slcan`. */
  readonly kind: string;
  readonly isUp: boolean;
  /** Of a controller, in the kernel's words: `ERROR-ACTIVE`, `BUS-OFF`, `STOPPED` …; null where there is none. */
  readonly state: string | null;
  /** bit/s; null where it has none, or none is set. */
  readonly bitRate: number | null;
  /** bit/s of the data phase of CAN FD frames; null where it has none, or none is set. */
  readonly dataBitRate: number | null;
  /** Time after which a controller leaves bus-off by itself; 0 where it does not; null where there is no controller. */
  readonly restartMs: number | null;
  /** CAN FD frames may be sent. */
  readonly fd: boolean;
}

/** Size of struct canfd_frame (linux/can.h): the MTU of an interface for CAN FD. */
const FD_MTU = 72;

const bitTiming = z.object({ bitrate: z.number() });
const link = z.object({
  ifname: z.string(),
  flags: z.array(z.string()),
  mtu: z.number().optional(),
  link_type: z.string().optional(),
  linkinfo: z
    .object({
      info_kind: z.string().optional(),
      info_data: z
        .object({
          state: z.string().optional(),
          restart_ms: z.number().optional(),
          bittiming: bitTiming.optional(),
          data_bittiming: bitTiming.optional(),
        })
        .optional(),
    })
    .optional(),
});
/** Old versions of iproute2 print an empty object for an interface that was filtered out. */
const links = z.array(z.unknown());

/** The CAN interfaces in the output of `ip -details -json link`; null where it is something else. */
export function parseCanLinks(text: string): readonly CanInterface[] | null {
  const parsed = links.safeParse(parseJson(text));
  if (!parsed.success) return null;
  return parsed.data
    .map((entry) => link.safeParse(entry).data)
    .filter((entry) => entry?.link_type === 'can')
    .flatMap((entry) => (entry === undefined ? [] : [canInterface(entry)]));
}

function canInterface({ ifname, flags, mtu, linkinfo }: z.infer<typeof link>): CanInterface {
  const data = linkinfo?.info_data;
  return {
    name: ifname,
    kind: linkinfo?.info_kind ?? 'can',
    isUp: flags.includes('UP'),
    state: data?.state ?? null,
    bitRate: data?.bittiming?.bitrate ?? null,
    dataBitRate: data?.data_bittiming?.bitrate ?? null,
    restartMs: data?.state === undefined ? null : (data.restart_ms ?? 0),
    fd: (mtu ?? 0) >= FD_MTU,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
