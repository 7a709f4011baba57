import { unzipSync } from 'fflate';
import { create } from 'xmlbuilder2';
import { OperationError } from '../../can-bus/errors/operation-error.ts';

/** Unpacked bytes of one file in a package, and of all. */
const MAX_FILE_BYTES = 67_108_864;
const MAX_TOTAL_BYTES = 268_435_456;
const ODX_FILE = /\.odx[^/]*$/i;

/** Reads what is needed of a DOM node. */
interface XmlElement {
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: Iterable<XmlElement>;
  getAttribute?(name: string): string | null;
}

/** Bytes that a request of a service begins with. Those between its constants may be any. */
interface ServicePattern {
  readonly name: string;
  readonly bytes: readonly (number | null)[];
  readonly constants: number;
}

/** Why a diagnostic description cannot be read. */
export class PdxError extends OperationError {
  override readonly name = 'PdxError';

  constructor(path: string, problem: string, cause?: unknown) {
    const hint = 'name a PDX package: a ZIP archive with .odx-d files';
    super('usage', `${path}: ${problem}`, { hint, context: { path }, cause });
  }
}

/** Names of services, from a diagnostic description of any vehicle. */
export class PdxNames {
  readonly #byService: ReadonlyMap<number, readonly ServicePattern[]>;

  private constructor(patterns: readonly ServicePattern[]) {
    const byService = new Map<number, ServicePattern[]>();
    for (const pattern of patterns) {
      const sid = pattern.bytes[0] ?? -1;
      byService.set(sid, [...(byService.get(sid) ?? []), pattern]);
    }
    this.#byService = byService;
  }

  /** @param bytes the package @throws PdxError */
  static read(path: string, bytes: Uint8Array): PdxNames {
    const texts = [...unzipped(path, bytes)];
    if (texts.length === 0) throw new PdxError(path, 'the package has no ODX file');
    const patterns = texts.flatMap(([name, text]) => patternsOf(path, name, text));
    if (patterns.length === 0) throw new PdxError(path, 'the package describes no service');
    return new PdxNames(patterns);
  }

  /** The service with the most constants that the request has; null where there is none. */
  nameOf(request: Uint8Array): string | null {
    let best: ServicePattern | null = null;
    for (const pattern of this.#byService.get(request[0] ?? -1) ?? []) {
      const fits = pattern.bytes.every((byte, at) => byte === null || byte === request[at]);
      if (fits && pattern.constants > (best?.constants ?? 0)) best = pattern;
    }
    return best?.name ?? null;
  }
}

function* unzipped(path: string, bytes: Uint8Array): Generator<readonly [string, string], void, undefined> {
  let total = 0;
  const tooLong: string[] = [];
  let files: Readonly<Record<string, Uint8Array>>;
  try {
    files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!ODX_FILE.test(name)) return false;
        total += originalSize;
        if (originalSize > MAX_FILE_BYTES || total > MAX_TOTAL_BYTES) tooLong.push(name);
        return tooLong.length === 0;
      },
    });
  } catch (error) {
    throw new PdxError(path, 'it is no ZIP archive, or it is damaged', error);
  }
  const [longest] = tooLong;
  if (longest !== undefined) throw new PdxError(path, `${longest} unpacks to more than ${MAX_FILE_BYTES} bytes`);
  for (const [name, content] of Object.entries(files)) yield [name, new TextDecoder().decode(content)];
}

function patternsOf(path: string, name: string, text: string): readonly ServicePattern[] {
  if (text.includes('<!DOCTYPE') || text.includes('<!ENTITY')) {
    throw new PdxError(path, `${name} has a document type, which ODX does not have`);
  }
  try {
    const [services, requests] = [new Map<string, string>(), new Map<string, XmlElement>()];
    collect(create(text).root().node, services, requests);
    return [...services].flatMap(([requestId, title]) => {
      const request = requests.get(requestId);
      return request === undefined ? [] : patternOf(title, request);
    });
  } catch (error) {
    if (error instanceof PdxError) throw error;
    throw new PdxError(path, `${name} is no XML that can be read`, error);
  }
}

/** Names of services by the id of their request, and requests by their id. */
function collect(element: XmlElement, services: Map<string, string>, requests: Map<string, XmlElement>): void {
  for (const node of element.childNodes) {
    if (node.nodeName === 'DIAG-SERVICE') {
      const id = childOf(node, 'REQUEST-REF')?.getAttribute?.('ID-REF') ?? null;
      if (id !== null) services.set(id, textOf(node, 'LONG-NAME') ?? textOf(node, 'SHORT-NAME') ?? id);
    } else if (node.nodeName === 'REQUEST') {
      requests.set(node.getAttribute?.('ID') ?? '', node);
    } else collect(node, services, requests);
  }
}

function patternOf(name: string, request: XmlElement): readonly ServicePattern[] {
  const bytes: (number | null)[] = [];
  for (const param of childOf(request, 'PARAMS')?.childNodes ?? []) {
    const value = Number(textOf(param, 'CODED-VALUE') ?? Number.NaN);
    const at = Number(textOf(param, 'BYTE-POSITION') ?? Number.NaN);
    const bits = Number(textOf(childOf(param, 'DIAG-CODED-TYPE'), 'BIT-LENGTH') ?? Number.NaN);
    const isConstant = [value, at, bits].every(Number.isInteger) && bits % 8 === 0 && bits <= 32 && at < 64;
    if (!isConstant) continue;
    for (let index = 0; index < bits / 8; index++) {
      while (bytes.length <= at + index) bytes.push(null);
      bytes[at + index] = Math.floor(value / 256 ** (bits / 8 - 1 - index)) % 256;
    }
  }
  const constants = bytes.filter((byte) => byte !== null).length;
  return bytes[0] === undefined || bytes[0] === null ? [] : [{ name, bytes, constants }];
}

function childOf(element: XmlElement | null, name: string): XmlElement | null {
  for (const node of element?.childNodes ?? []) if (node.nodeName === name) return node;
  return null;
}

function textOf(element: XmlElement | null, name: string): string | null {
  return childOf(element, name)?.textContent?.trim() ?? null;
}
