import type { JsonNode } from '../json-text.ts';
import type { AnswerSummary } from './options.ts';

const MAX_USAGE_ENTRIES = 64;
const MAX_REASONS = 64;
const WORD = /^[A-Za-z0-9_.:/ -]{1,100}$/;

/** What an answer says of itself besides its text. */
export class Ledger {
  readonly #usage = new Map<string, number>();
  readonly #finishReasons: string[] = [];
  #model = '';

  /** The first name counts: what comes after it is the same one again. */
  model(node: JsonNode | undefined): void {
    if (this.#model === '' && node?.kind === 'string' && WORD.test(node.value)) this.#model = node.value;
  }

  finish(node: JsonNode | undefined): void {
    if (node?.kind !== 'string' || !WORD.test(node.value) || this.#finishReasons.length >= MAX_REASONS)
      return;
    this.#finishReasons.push(node.value);
  }

  usage(node: JsonNode | undefined, prefix = ''): void {
    if (node?.kind !== 'object') return;
    for (const [name, { value }] of node.members) {
      const path = prefix + name;
      if (value.kind === 'object') this.usage(value, `${path}.`);
      if (value.kind !== 'number' || !WORD.test(path) || this.#usage.size >= MAX_USAGE_ENTRIES) continue;
      this.#usage.set(path, value.value);
    }
  }

  get entries(): Pick<AnswerSummary, 'model' | 'usage' | 'finishReasons'> {
    return { model: this.#model, usage: this.#usage, finishReasons: this.#finishReasons };
  }
}
