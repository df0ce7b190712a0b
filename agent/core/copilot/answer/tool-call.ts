import { applyEdits, type JsonPath } from '../json-path.ts';
import { type JsonNode, JsonTextError, readJsonText } from '../json-text.ts';
import { fileEditOf, goesThroughGit, patchedPaths } from '../restore-policy.ts';
import { restoreOutsideTargets } from '../restore-zones.ts';
import { editStrings } from '../rewrite-strings.ts';
import { AnswerError } from './answer-error.ts';
import type { AnswerOptions, SummaryToolCall } from './options.ts';

/** A call of a tool, whole, as the model wrote it. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: string;
  /** `json`: the arguments are a JSON text, as for functions; `text`: free text, as for custom tools. */
  readonly form: 'json' | 'text';
}

export type ScreenedCall =
  | { readonly kind: 'pass'; readonly arguments: string }
  /** `message` stands in the answer in its place. */
  | { readonly kind: 'deny'; readonly message: string };

/** Masks, judges and restores the tool calls of one answer, and keeps what became of each. */
export class ToolCalls {
  readonly #options: AnswerOptions;
  readonly #summaries: SummaryToolCall[] = [];

  constructor(options: AnswerOptions) {
    this.#options = options;
  }

  get summaries(): readonly SummaryToolCall[] {
    return this.#summaries;
  }

  /**
   * What the client gets of a call. Arguments that cannot be read as one JSON text are denied: the client may make
   * something of them that nobody judged.
   */
  screen(call: ToolCall): ScreenedCall {
    if (this.#summaries.length >= this.#options.limits.maxToolCalls) {
      throw new AnswerError('too-large', `the answer calls over ${this.#options.limits.maxToolCalls} tools`);
    }
    const masked = call.form === 'text' ? this.#mask(call.name, call.arguments) : this.#maskJson(call);
    if (masked === null) return this.#deny(call, '', UNREADABLE);
    const piece = { kind: 'tool-call', tool: call.name, arguments: masked } as const;
    const verdict = this.#options.judge?.(piece) ?? { kind: 'pass' };
    if (verdict.kind === 'deny') return this.#deny(call, masked, verdict.message);
    this.#keep(call, masked, false);
    return { kind: 'pass', arguments: this.#restore(call, masked) };
  }

  #maskJson(call: ToolCall): string | null {
    if (call.arguments.trim() === '') return call.arguments;
    const node = this.#read(call.arguments);
    if (node === null) return null;
    const edits = editStrings(node, [], (value) => this.#mask(call.name, value));
    // Once more as a whole: some secrets are known only by the name beside them.
    const masked = this.#mask(call.name, applyEdits(call.arguments, edits));
    return this.#read(masked) === null ? null : masked;
  }

  #restore(call: ToolCall, masked: string): string {
    if (call.form === 'text') {
      return this.#inWorkspace(patchedPaths(call.name, masked)) ? this.#restoreText(masked) : masked;
    }
    const node = masked.trim() === '' ? null : this.#read(masked);
    const edit = node === null ? null : fileEditOf(call.name, node);
    if (node === null || edit === null || !this.#inWorkspace(edit.paths)) return masked;
    const restore = (value: string, path: JsonPath, role: 'value' | 'key'): string =>
      role === 'value' && edit.isFileText(path) ? this.#restoreText(value) : value;
    return applyEdits(masked, editStrings(node, [], restore));
  }

  #read(text: string): JsonNode | null {
    try {
      return readJsonText(text, this.#options.limits.json);
    } catch (fault) {
      if (fault instanceof JsonTextError) return null;
      throw fault;
    }
  }

  #inWorkspace(paths: readonly string[]): boolean {
    if (paths.length === 0) return false;
    return paths.every((path) => this.#options.isInWorkspace(path) && !goesThroughGit(path));
  }

  #mask(tool: string, text: string): string {
    const masker = this.#options.openMasker({ kind: 'tool-arguments', name: `tool ${tool}`, tool });
    return masker.write(text) + masker.end();
  }

  #restoreText(text: string): string {
    const restorer = restoreOutsideTargets('file', () => this.#options.openRestorer('file'));
    return restorer.write(text) + restorer.end();
  }

  #deny(call: ToolCall, masked: string, message: string): ScreenedCall {
    this.#keep(call, masked, true);
    return { kind: 'deny', message };
  }

  #keep({ name }: ToolCall, masked: string, denied: boolean): void {
    const text = masked.slice(0, this.#options.limits.maxSummaryChars);
    const truncated = text.length < masked.length;
    this.#summaries.push({ tool: name, arguments: text, truncated, denied });
  }
}

const UNREADABLE = 'Countersign held back a tool call: its arguments are not one JSON text.';
