import { restoreOutsideTargets } from '../restore-zones.ts';
import { AnswerError } from './answer-error.ts';
import type { AnswerOptions, Channel, RestoreTarget, SummaryText, TextFilter } from './options.ts';

/** Text of one channel on its way to the client. What it returns never ends in half a character. */
export class ChannelText {
  readonly channel: Channel;
  readonly #options: AnswerOptions;
  readonly #masker: TextFilter;
  readonly #restorer: TextFilter | null;
  readonly #account: (chars: number) => void;
  #raw = '';
  #masked = '';
  #shown = '';
  #half = '';
  #ended = false;
  #denied = false;

  constructor(channel: Channel, options: AnswerOptions, account: (chars: number) => void) {
    this.channel = channel;
    this.#options = options;
    this.#account = account;
    this.#masker = options.openMasker(channel);
    const target = restoreTargetOf(channel);
    this.#restorer =
      target === null ? null : restoreOutsideTargets(target, () => options.openRestorer(target));
  }

  /** What may be shown of the text so far. */
  write(text: string): string {
    if (this.#ended && text !== '') {
      throw new AnswerError('out-of-order', `there is more text for ${this.channel.name} after its end`);
    }
    this.#account(text.length);
    this.#raw += text;
    return this.#show(this.#masker.write(text), false);
  }

  /** What is left; empty when the channel has ended before. */
  end(): string {
    if (this.#ended) return '';
    this.#ended = true;
    return this.#show(this.#masker.end(), true);
  }

  /** Whether nothing came yet: such a channel is not worth a line in a record. */
  get isEmpty(): boolean {
    return this.#raw === '';
  }

  /** What was shown, when `text` is what all the pieces were put together; null when it is another text. */
  copyOf(text: string): string | null {
    return this.#ended && text === this.#raw ? this.#shown : null;
  }

  summary(maxChars: number): SummaryText {
    const { name, kind } = this.channel;
    const text = this.#masked.slice(0, maxChars);
    return {
      channel: name,
      kind,
      text,
      truncated: text.length < this.#masked.length,
      denied: this.#denied,
    };
  }

  #show(masked: string, isLast: boolean): string {
    this.#masked += masked;
    const shown = this.#isHeld() ? this.#judged(isLast) : this.#restored(masked, isLast);
    const whole = this.#half + shown;
    this.#half = isLast ? '' : (/[\ud800-\udbff]$/.exec(whole)?.[0] ?? '');
    const out = whole.slice(0, whole.length - this.#half.length);
    this.#shown += out;
    return out;
  }

  #isHeld(): boolean {
    return this.#options.judge !== null && this.#options.judgeText && this.channel.kind !== 'other';
  }

  #judged(isLast: boolean): string {
    if (!isLast || this.#masked === '') return '';
    const verdict = this.#options.judge?.({ kind: 'text', text: this.#masked }) ?? { kind: 'pass' };
    if (verdict.kind === 'pass') return this.#restored(this.#masked, true);
    this.#denied = true;
    return verdict.message;
  }

  #restored(masked: string, isLast: boolean): string {
    if (this.#restorer === null) return masked;
    return this.#restorer.write(masked) + (isLast ? this.#restorer.end() : '');
  }
}

function restoreTargetOf({ kind }: Channel): RestoreTarget | null {
  switch (kind) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return 'shown';
    case 'completion':
      return 'file';
    case 'tool-arguments':
    case 'other':
      return null;
  }
}
