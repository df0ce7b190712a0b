import { Channels } from './channels.ts';
import { Ledger } from './ledger.ts';
import type { AnswerOptions, AnswerSummary } from './options.ts';
import { ToolCalls } from './tool-call.ts';

/** What the shapes of one answer write into. */
export interface AnswerContext {
  readonly options: AnswerOptions;
  readonly channels: Channels;
  readonly calls: ToolCalls;
  readonly ledger: Ledger;
}

export function createContext(options: AnswerOptions): AnswerContext {
  return {
    options,
    channels: new Channels(options),
    calls: new ToolCalls(options),
    ledger: new Ledger(),
  };
}

export function summaryOf({ options, channels, calls, ledger }: AnswerContext): AnswerSummary {
  return {
    ...ledger.entries,
    texts: channels.summaries(options.limits.maxSummaryChars),
    toolCalls: calls.summaries,
  };
}
