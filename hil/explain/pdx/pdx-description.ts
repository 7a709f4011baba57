import { toHex } from '../../../can-bus/bytes/hex.ts';
import { printable } from '../../../can-bus/bytes/printable.ts';
import { suppressesPositiveResponse } from '../../../can-bus/uds/messages.ts';
import { SUPPRESS_POSITIVE_RESPONSE } from '../../../can-bus/uds/service-ids.ts';
import type { DiagnosticPair } from '../diagnostic-pair.ts';
import type { DescribedExchange } from '../exchange-words.ts';
import type { ExplainedExchange } from '../explained.ts';
import { decodeMessage } from './message-decoder.ts';
import { OdxIndex } from './odx-index.ts';
import { child, everyNode, numberIn, titleOf, type OdxNode } from './odx-node.ts';
import { PdxError } from './pdx-error.ts';
import { readPackage } from './pdx-package.ts';

/** Constants of a request are looked for up to here. */
const MAX_PATTERN_BYTES = 64;

/** A service, and the bytes that its request begins with. Those between its constants may be any. */
interface Service {
  readonly title: string;
  readonly bytes: readonly (number | null)[];
  readonly constants: number;
  readonly request: OdxNode;
  readonly responses: readonly OdxNode[];
  readonly document: OdxDocument;
}

/** A file of the package, with the numbers in its communication parameters: CAN ids and addresses. */
interface OdxDocument {
  readonly index: OdxIndex;
  readonly numbers: ReadonlySet<number>;
}

/** What of an exchange its description needs. */
export type DescribableExchange = Pick<ExplainedExchange, 'request' | 'outcome' | 'pair'>;

/** Names of services and values of their parameters, from a diagnostic description of any vehicle. */
export class PdxDescription {
  readonly #byService: ReadonlyMap<number, readonly Service[]>;
  readonly #documents: readonly OdxDocument[];
  readonly #byPair = new Map<DiagnosticPair, ReadonlySet<OdxDocument> | null>();

  private constructor(services: readonly Service[]) {
    const byService = new Map<number, Service[]>();
    for (const service of services) {
      const sid = service.bytes[0] ?? -1;
      const known = byService.get(sid);
      if (known === undefined) byService.set(sid, [service]);
      else known.push(service);
    }
    this.#byService = byService;
    this.#documents = [...new Set(services.map(({ document }) => document))];
  }

  /** @param bytes the package @throws PdxError */
  static read(path: string, bytes: Uint8Array): PdxDescription {
    const roots = readPackage(path, bytes);
    const shared = new OdxIndex(roots);
    const services = roots.flatMap((root) => servicesOf(root, new OdxIndex([root], shared)));
    if (services.length === 0) throw new PdxError(path, 'the package describes no service');
    return new PdxDescription(services);
  }

  /** The service with the most constants that the request has; null where there is none. */
  describe({ request, outcome, pair }: DescribableExchange): DescribedExchange | null {
    const isSuppressed = suppressesPositiveResponse(request);
    const found = this.#find(request, pair) ?? (isSuppressed ? this.#find(withoutSuppression(request), pair) : null);
    if (found === null) return null;
    const { title, document } = found;
    const asked = decodeMessage(found.request, document.index, request, request);
    // Several identifiers or parameters in one request are no service of ODX.
    if (asked !== null && asked.rest.length > 0) return null;
    const response = outcome.kind === 'positive' ? responseWords(found, outcome.response, request) : null;
    return { service: title, request: asked === null || asked.words === '' ? null : asked.words, response };
  }

  #find(request: Uint8Array, pair: DiagnosticPair | null): Service | null {
    const documents = pair === null ? null : this.#documentsOf(pair);
    let [best, most]: [Service | null, number] = [null, 0];
    for (const service of this.#byService.get(request[0] ?? -1) ?? []) {
      if (documents !== null && !documents.has(service.document)) continue;
      const fits = service.bytes.every((byte, at) => byte === null || byte === request[at]);
      if (fits && service.constants > most) [best, most] = [service, service.constants];
    }
    return best;
  }

  /** Those with the ids of a pair, and those without any: of another ECU nothing is taken. Null where none has them. */
  #documentsOf(pair: DiagnosticPair): ReadonlySet<OdxDocument> | null {
    const known = this.#byPair.get(pair);
    if (known !== undefined) return known;
    const own = this.#documents.filter((document) => isOf(document, pair));
    const shared = this.#documents.filter(({ numbers }) => numbers.size === 0);
    const documents = own.length === 0 ? null : new Set([...own, ...shared]);
    this.#byPair.set(pair, documents);
    return documents;
  }
}

function withoutSuppression(request: Uint8Array): Uint8Array {
  return request.map((byte, at) => (at === 1 ? byte & ~SUPPRESS_POSITIVE_RESPONSE : byte));
}

/** Whether the communication parameters of a document have the ids and the address of a pair. */
function isOf({ numbers }: OdxDocument, { request, response }: DiagnosticPair): boolean {
  const ends = [request.id, response.id, ...(request.address === null ? [] : [request.address])];
  return ends.every((number) => numbers.has(number));
}

/** The values of the first response that fits; null where none does. */
function responseWords({ responses, document }: Service, response: Uint8Array, request: Uint8Array): string | null {
  for (const each of responses) {
    const decoded = decodeMessage(each, document.index, response, request);
    if (decoded === null) continue;
    const { words, rest } = decoded;
    const behind = rest.length === 0 ? '' : `and ${toHex(rest, ' ')}`;
    return [words, behind].filter(Boolean).join(', ') || 'done';
  }
  return null;
}

function servicesOf(root: OdxNode, index: OdxIndex): readonly Service[] {
  const document: OdxDocument = { index, numbers: numbersOf(root) };
  const services: Service[] = [];
  for (const node of everyNode(root)) {
    if (node.name !== 'DIAG-SERVICE') continue;
    const request = index.target(child(node, 'REQUEST-REF'));
    const references = child(node, 'POS-RESPONSE-REFS')?.children ?? [];
    const responses = references.flatMap((reference) => index.target(reference) ?? []);
    const bytes = request === null ? [] : patternOf(request);
    const constants = bytes.filter((byte) => byte !== null).length;
    if (request === null || bytes[0] === undefined || bytes[0] === null) continue;
    services.push({ title: printable(titleOf(node)), bytes, constants, request, responses, document });
  }
  return services;
}

/** CAN ids and addresses are among the values of the table of ids (CP_UniqueRespIdTable). */
function numbersOf(root: OdxNode): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const node of everyNode(root)) {
    if (node.name !== 'COMPLEX-VALUE') continue;
    for (const each of node.children) if (/^\d+$/.test(each.text)) numbers.add(Number(each.text));
  }
  return numbers;
}

function patternOf(request: OdxNode): readonly (number | null)[] {
  const bytes: (number | null)[] = [];
  for (const param of child(request, 'PARAMS')?.children ?? []) {
    const value = numberIn(param, 'CODED-VALUE');
    const at = numberIn(param, 'BYTE-POSITION');
    const bits = numberIn(child(param, 'DIAG-CODED-TYPE'), 'BIT-LENGTH');
    if (value === null || at === null || bits === null || bits % 8 !== 0 || bits > 32) continue;
    if (!Number.isInteger(at) || at < 0 || at + bits / 8 > MAX_PATTERN_BYTES) continue;
    for (let index = 0; index < bits / 8; index++) {
      while (bytes.length <= at + index) bytes.push(null);
      bytes[at + index] = Math.floor(value / 256 ** (bits / 8 - 1 - index)) % 256;
    }
  }
  return bytes;
}
