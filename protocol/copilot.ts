/** Where a piece of a prompt comes from, as the client's body says it: evidence, not proof. */
export type PromptOrigin = 'system' | 'user' | 'assistant' | 'file' | 'tool' | 'attachment';

/** One piece of what a model is asked, in the order of the body. */
export interface PromptPart {
  readonly origin: PromptOrigin;
  /** Path of the file the text is of, where the client says one. */
  readonly path: string | null;
  /** Name of the tool whose arguments or output this is. */
  readonly tool: string | null;
  readonly text: string;
}

/** A secret that was found, and kept back; never its value. */
export interface FoundSecret {
  /** Id of the rule that found it. */
  readonly rule: string;
  /** What stands in its place; null where nothing could, as in a pack. */
  readonly placeholder: string | null;
  /** Where it stood, for people: `user`, `file src/a.ts`, `tool bash`. */
  readonly where: string;
  readonly count: number;
}

/** A request that puts text before a model. */
export interface CopilotPromptAction {
  readonly kind: 'copilot.chat' | 'copilot.completion' | 'copilot.embedding' | 'copilot.agent';
  readonly host: string;
  /** The path with what varies in braces: `/v1/engines/{model}/completions`. */
  readonly surface: string;
  /** Empty where the request names none. */
  readonly model: string;
  /** Whether the client says that a person or a tool's result set it off; unverified. */
  readonly initiator: 'user' | 'agent' | 'unknown';
  /** As the client sent them, before masking. */
  readonly parts: readonly PromptPart[];
  /** Names of the tools that the model is offered. */
  readonly tools: readonly string[];
  /** Attachments of which no text could be read: images, documents. */
  readonly opaqueAttachments: number;
  readonly secrets: readonly FoundSecret[];
}

/** One piece of an answer that is judged before it is passed on. */
export interface CopilotAnswerAction {
  readonly kind: 'copilot.answer';
  readonly host: string;
  readonly model: string;
  readonly piece:
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'tool-call'; readonly tool: string; readonly arguments: string };
}

/** What a Copilot client asks besides: models, its user, tokens, settings. */
export interface CopilotServiceAction {
  readonly kind: 'copilot.service';
  readonly host: string;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
}

export interface CopilotTelemetryAction {
  readonly kind: 'copilot.telemetry';
  readonly host: string;
  readonly path: string;
}

/** A call of a tool on an MCP server over streamable HTTP. */
export interface McpCallAction {
  readonly kind: 'mcp.call';
  readonly host: string;
  readonly path: string;
  readonly tool: string;
  /** The arguments as the client's JSON text. */
  readonly arguments: string;
  readonly secrets: readonly FoundSecret[];
}
