import { AnswerError } from './answer-error.ts';
import { ChannelText } from './channel-text.ts';
import type { AnswerOptions, Channel, ChannelKind, SummaryText } from './options.ts';

const MAX_REMEMBERED = 1_000;
const MAX_REMEMBERED_CHARS = 64;

/** The channels of one answer, each opened when its first text comes. */
export class Channels {
  readonly #options: AnswerOptions;
  readonly #open = new Map<string, ChannelText>();
  /** What became of short strings: names of members and kinds of events come again and again. */
  readonly #others = new Map<string, string>();
  readonly #account: (chars: number) => void;
  #chars = 0;

  constructor(options: AnswerOptions) {
    this.#options = options;
    this.#account = (chars) => {
      this.#chars += chars;
      const { maxTextChars } = options.limits;
      if (this.#chars <= maxTextChars) return;
      throw new AnswerError('too-large', `the text of the answer is over ${maxTextChars} characters long`);
    };
  }

  /** The channel of that name; it is opened as one of that kind when there is none. */
  get(name: string, kind: ChannelKind): ChannelText {
    const found = this.#open.get(name);
    if (found !== undefined) return found;
    if (this.#open.size >= this.#options.limits.maxChannels) {
      throw new AnswerError(
        'too-many-channels',
        `the answer has over ${this.#options.limits.maxChannels} channels`,
      );
    }
    const opened = this.#text({ kind, name, tool: null });
    this.#open.set(name, opened);
    return opened;
  }

  /**
   * A text that is stated as a whole: the shown form of the channel that said it before, else of one of its own.
   * Numbers of items may differ between events, so a text counts and not its place.
   */
  copy(name: string, kind: ChannelKind, text: string): string {
    if (text === '') return '';
    for (const channel of this.#open.values()) {
      const said = channel.channel.kind === kind ? channel.copyOf(text) : null;
      if (said !== null) return said;
    }
    let own = name;
    while (this.#open.has(own)) own += ' again';
    const channel = this.get(own, kind);
    return channel.write(text) + channel.end();
  }

  /** A string that is no part of the conversation: masked on its own, restored nowhere, not in the summary. */
  maskOther(text: string): string {
    if (text === '') return text;
    const known = this.#others.get(text);
    if (known !== undefined) return known;
    const masked = this.#maskOnce(text);
    if (text.length <= MAX_REMEMBERED_CHARS && this.#others.size < MAX_REMEMBERED)
      this.#others.set(text, masked);
    return masked;
  }

  #maskOnce(text: string): string {
    const masker = this.#options.openMasker({ kind: 'other', name: 'other', tool: null });
    return masker.write(text) + masker.end();
  }

  summaries(maxChars: number): SummaryText[] {
    return [...this.#open.values()]
      .filter((channel) => !channel.isEmpty)
      .map((channel) => channel.summary(maxChars));
  }

  #text(channel: Channel): ChannelText {
    return new ChannelText(channel, this.#options, this.#account);
  }
}
