import type { EventStreamLimits } from '../event-stream.ts';
import type { JsonLimits } from '../json-text.ts';

/** A run of text in an answer that is read as one, whatever it was cut into. */
export interface Channel {
  readonly kind: ChannelKind;
  /** Where it stands, for people and unlike any other of the answer: `choice 0 content`. */
  readonly name: string;
  /** Name of the tool whose arguments this is. */
  readonly tool: string | null;
}

export type ChannelKind =
  | 'text'
  | 'reasoning'
  | 'refusal'
  | 'completion'
  | 'tool-arguments'
  /** A string that no known client shows or runs: a title, an error's message, a field unknown to us. */
  | 'other';

/** Text in, text out; all it returns, put together, does not depend on how the text was cut. */
export interface TextFilter {
  write(text: string): string;
  end(): string;
}

/** Where restored text ends up, which decides what is left as a placeholder: see restore-zones.ts. */
export type RestoreTarget = 'shown' | 'file';

/** One piece of an answer, masked, that is judged before any of it is passed on. */
export type AnswerPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tool-call'; readonly tool: string; readonly arguments: string };

export type PieceVerdict =
  | { readonly kind: 'pass' }
  /** `message` stands in the answer where the piece stood. */
  | { readonly kind: 'deny'; readonly message: string };

export interface AnswerOptions {
  /**
   * Puts placeholders in the place of secrets. Called once a channel. Its vault is not the one that is restored
   * from, but has the same key: else a secret that the model came up with would be put back at once.
   */
  readonly openMasker: (channel: Channel) => TextFilter;
  /** Puts this session's secrets back in the place of its placeholders. */
  readonly openRestorer: (target: RestoreTarget) => TextFilter;
  /** Whether a path that the model wrote leads into a folder of this session's workspace. */
  readonly isInWorkspace: (path: string) => boolean;
  /** Null when no rule concerns an answer. Tool calls are then passed on unjudged, and whole all the same. */
  readonly judge: ((piece: AnswerPiece) => PieceVerdict) | null;
  /** Whether text is held until it is whole and judged too; tool calls always are. */
  readonly judgeText: boolean;
  readonly limits: AnswerLimits;
}

export interface AnswerLimits {
  readonly eventStream: EventStreamLimits;
  readonly json: JsonLimits;
  /** Of an answer that is one JSON text or plain text. */
  readonly maxBodyBytes: number;
  /** Of events that wait until a tool call is whole. */
  readonly maxHeldChars: number;
  /** Text of all channels together: copies of it are compared with it. */
  readonly maxTextChars: number;
  readonly maxChannels: number;
  readonly maxToolCalls: number;
  /** Of each text and each tool call in the summary; the rest is left out and said to be. */
  readonly maxSummaryChars: number;
}

/** What an answer said, masked; for records. */
export interface AnswerSummary {
  /** Empty where the answer names none. */
  readonly model: string;
  readonly texts: readonly SummaryText[];
  readonly toolCalls: readonly SummaryToolCall[];
  /** What the upstream counted, by its own names, nested names joined by dots. */
  readonly usage: ReadonlyMap<string, number>;
  /** Finish or stop reasons as the upstream gave them, one a choice. */
  readonly finishReasons: readonly string[];
}

export interface SummaryText {
  readonly channel: string;
  readonly kind: ChannelKind;
  readonly text: string;
  readonly truncated: boolean;
  readonly denied: boolean;
}

export interface SummaryToolCall {
  readonly tool: string;
  readonly arguments: string;
  readonly truncated: boolean;
  readonly denied: boolean;
}
