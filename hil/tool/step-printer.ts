import { minutesText } from './minutes-text.ts';
import { sameBytes } from '../../can-bus/bytes/same-bytes.ts';
import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';
import { describeOutcome, describeRequest } from '../tester/describe-exchange.ts';
import type { Stimulus, StimulusAnswer } from '../tester/command.ts';
import type { ConversationObserver, ConversationStep } from '../tester/conversation.ts';
import { resultsRequest } from '../tester/routines.ts';

/** The output of a run. */
interface StepSink {
  line(text: string): void;
  /** A line that the next one replaces. */
  progress(text: string): void;
}

/** A separate line for a long procedure, every minute. */
const PROGRESS_LINE_MS = 60_000;

/** Prints a run for a person: one line per step, with vehicle time, screen number, request and response. */
export function stepPrinter(sink: StepSink): ConversationObserver {
  let nextLineMs = 0;
  return {
    step: (step) => {
      const { command } = step;
      if (command.kind === 'progress') {
        const { elapsedMs, remainingMs, text } = command;
        const words = `${text}: ${minutesText(Math.floor(elapsedMs / 1000))} elapsed, ${minutesText(Math.ceil(remainingMs / 1000))} left`;
        sink.progress(words);
        if (elapsedMs < nextLineMs) return;
        nextLineMs = (Math.floor(elapsedMs / PROGRESS_LINE_MS) + 1) * PROGRESS_LINE_MS;
        sink.line(stamped(step.endUs, words));
        return;
      }
      for (const text of wordsOf(step)) sink.line(stamped(step.endUs, text));
    },
  };
}

function stamped(timeUs: Micros, text: string): string {
  return `${(timeUs / MICROS_PER_SECOND).toFixed(3).padStart(12)} s  ${text}`;
}

function wordsOf({ command, reply }: ConversationStep): readonly string[] {
  switch (command.kind) {
    case 'request': {
      // A running reset is represented by its progress.
      if (reply.kind !== 'request' || isResetPoll(command.payload)) return [];
      return [`${describeRequest(command.payload)}: ${describeOutcome(command.payload, reply.outcome)}`];
    }
    case 'screen': {
      const number = command.number === null ? '' : `${command.number} `;
      const agreed = command.agree === null ? '' : ` ["${command.agree}"]`;
      return [`${number}${command.title}${agreed}`, ...command.lines.map((line) => `  ${line}`)];
    }
    case 'stimulus':
      return reply.kind === 'stimulus'
        ? [`${describeStimulus(command.stimulus)}: ${describeAnswer(reply.answer)}`]
        : [];
    case 'pass-code': {
      if (reply.kind !== 'pass-code') return [];
      const { answer } = reply;
      if (typeof answer === 'string') return [`pass-code, level ${command.level}: ${answer}`];
      return [`pass-code, level ${command.level}: ${answer.granted ? answer.passCode : answer.message}`];
    }
    case 'retry':
      return reply.kind === 'retry' ? [...command.lines, reply.again ? 'tried again' : 'exited'] : [];
    case 'count':
      return reply.kind === 'count' ? [`${command.question} ${reply.count}`] : [];
    case 'vehicle':
      return reply.kind === 'vehicle' ? [`VIN entered: ${reply.vin ?? 'none'}`] : [];
    case 'gather':
    case 'frames':
    case 'wait':
    case 'progress':
    case 'watch':
      return [];
  }
}

function isResetPoll(payload: Uint8Array): boolean {
  return sameBytes(payload, resultsRequest('reset'));
}

function describeStimulus(stimulus: Stimulus): string {
  switch (stimulus.kind) {
    case 'touch-key':
      return `touch the engine switch with the ${stimulus.role} key ${formatKeyId(stimulus.keyId)}`;
    case 'open-driver-door':
      return "open the driver's door";
    case 'toggle-driver-door':
      return "move the driver's door";
  }
}

function describeAnswer(answer: StimulusAnswer): string {
  if (!answer.done) return answer.message;
  const { reaction, reason } = answer;
  if (reaction === null) return 'done';
  return reason === null ? reaction : `${reaction} (${reason})`;
}
