/** One picture of a film: a WebP of its own, and how long it is shown. */
export interface FilmFrame {
  readonly webp: Uint8Array;
  readonly forMs: number;
}

const ANIMATION_FLAG = 0x02;

/**
 * Pictures of one size as an animated WebP that repeats for ever (WebP container specification: VP8X, ANIM, and ANMF
 * with the bit stream of each picture).
 */
export function animatedWebp(frames: readonly FilmFrame[], width: number, height: number): Buffer {
  const extended = Buffer.alloc(10);
  extended.writeUInt8(ANIMATION_FLAG, 0);
  extended.writeUIntLE(width - 1, 4, 3);
  extended.writeUIntLE(height - 1, 7, 3);
  // White behind, and no end.
  const animation = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0]);
  const chunks = [chunk('VP8X', extended), chunk('ANIM', animation)];
  for (const { webp, forMs } of frames) {
    const head = Buffer.alloc(16);
    head.writeUIntLE(width - 1, 6, 3);
    head.writeUIntLE(height - 1, 9, 3);
    head.writeUIntLE(forMs, 12, 3);
    chunks.push(chunk('ANMF', Buffer.concat([head, bitStream(webp)])));
  }
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
  return chunk('RIFF', body);
}

/** How many pictures an animated WebP has, and for how long they are shown in all. */
export function filmOf(webp: Uint8Array): { readonly frames: number; readonly forMs: number } {
  const all = chunksOf(webp).filter(({ name }) => name === 'ANMF');
  return { frames: all.length, forMs: all.reduce((sum, { body }) => sum + Buffer.from(body).readUIntLE(12, 3), 0) };
}

function chunk(name: string, body: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

/** The picture itself, with its chunk's head. */
function bitStream(webp: Uint8Array): Buffer {
  const found = chunksOf(webp).find(({ name }) => name === 'VP8 ' || name === 'VP8L');
  if (found === undefined) throw new Error('a WebP without a picture');
  return chunk(found.name, found.body);
}

function chunksOf(webp: Uint8Array): readonly { readonly name: string; readonly body: Uint8Array }[] {
  const view = Buffer.from(webp);
  const found: { readonly name: string; readonly body: Uint8Array }[] = [];
  for (let at = 12; at + 8 <= view.length;) {
    const length = view.readUInt32LE(at + 4);
    found.push({ name: view.toString('latin1', at, at + 4), body: view.subarray(at + 8, at + 8 + length) });
    at += 8 + length + (length % 2);
  }
  return found;
}
