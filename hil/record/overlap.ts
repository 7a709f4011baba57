import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { NEGATIVE_RESPONSE, SID } from '../../can-bus/uds/service-ids.ts';

/** After N_Bs without a flow control the ECU gives an answer up. */
const LONGEST_WAIT_US: Micros = MICROS_PER_SECOND;

/** Notices requests to one endpoint while another is being answered: a scenario makes them one after the other. */
export class Overlap {
  #answering: { readonly channel: string; readonly sinceUs: Micros } | null = null;

  /** The ECU has received a request. True where another endpoint is being answered. */
  request(endpoint: string, [sid]: Uint8Array, timeUs: Micros): boolean {
    const answering = this.#answering;
    // Tester present changes nothing, whenever it comes.
    if (answering === null || sid === SID.testerPresent) return false;
    return channelOf(endpoint) !== answering.channel && timeUs - answering.sinceUs < LONGEST_WAIT_US;
  }

  /** The ECU begins to send an answer. True where it says that it is busy with another one. */
  answer(endpoint: string, answer: Uint8Array, timeUs: Micros): boolean {
    const isBusy = answer[0] === NEGATIVE_RESPONSE && answer[2] === NRC.busyRepeatRequest;
    if (!isBusy) this.#answering = { channel: channelOf(endpoint), sinceUs: timeUs };
    return isBusy;
  }

  /** An answer was on the bus as a whole. */
  answered(endpoint: string): void {
    if (this.#answering?.channel === channelOf(endpoint)) this.#answering = null;
  }
}

/** Requests to all ECUs are answered on the generic endpoint. */
function channelOf(endpoint: string): string {
  return endpoint === 'functional' ? 'generic' : endpoint;
}
