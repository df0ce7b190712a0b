import {
  type FromPanel,
  type PanelCommand,
  PanelMessageError,
  type PanelSection,
  type PanelSlice,
  panelMessage,
  readFromPanel,
  type ToPanel,
} from '../../../protocol/panel.ts';
import { type AskPorts, answerAsk } from './panel-asks.ts';
import { type FeedPorts, feedPanel, tellAll } from './panel-feed.ts';

export interface PanelPorts extends AskPorts, Omit<FeedPorts, 'onSlice'> {
  readonly post: (message: object) => void;
  readonly command: (command: PanelCommand) => void;
  /** Of what should not happen; never of what was said. */
  readonly log: (text: string) => void;
}

/** Owner of one panel's conversation: of what it was told, so that it is told nothing twice, and of its feed. */
export class PanelSession {
  readonly #ports: PanelPorts;
  /** By part, as JSON. */
  readonly #told = new Map<PanelSlice['part'], string>();
  #connection: PanelSlice & { readonly part: 'connection' } = {
    part: 'connection',
    value: { kind: 'starting' },
  };
  #feed: { isOver: boolean } = { isOver: true };
  #isReady = false;
  /** Where a panel that is not drawn yet begins. */
  #wanted: Extract<ToPanel, { readonly kind: 'show' }> | null = null;

  constructor(ports: PanelPorts) {
    this.#ports = ports;
  }

  /** What the panel posted. Whatever is no message of this version is dropped, and said in the log. */
  async receive(value: unknown): Promise<void> {
    const message = this.#read(value);
    switch (message?.kind) {
      case 'ready':
        this.#isReady = true;
        this.#told.clear();
        this.#tell(this.#connection);
        if (this.#wanted !== null) this.#post(this.#wanted);
        this.#wanted = null;
        this.#start();
        break;
      case 'command':
        this.#ports.command(message.command);
        break;
      case 'ask':
        this.#post({ kind: 'answer', id: message.id, answer: await answerAsk(message.ask, this.#ports) });
        await this.refresh();
        break;
      case undefined:
        break;
    }
  }

  /** Follows the agent while it can be reached. */
  connected(value: (PanelSlice & { readonly part: 'connection' })['value']): void {
    const was = this.#connection.value.kind;
    this.#connection = { part: 'connection', value };
    this.#tell(this.#connection);
    if (value.kind === 'connected' && was !== 'connected') this.#start();
    if (value.kind !== 'connected') this.#feed.isOver = true;
  }

  show(section: PanelSection, approval: string | null): void {
    const wanted = { kind: 'show', section, approval } as const;
    if (this.#isReady) this.#post(wanted);
    else this.#wanted = wanted;
  }

  /** Tells what is new at once. */
  async refresh(): Promise<void> {
    if (!this.#feed.isOver) await tellAll(this.#feedPorts(), this.#feed);
  }

  /** The panel is told nothing, unless it is drawn anew. */
  close(): void {
    this.#isReady = false;
    this.#feed.isOver = true;
  }

  #start(): void {
    this.#feed.isOver = true;
    if (!this.#isReady || this.#connection.value.kind !== 'connected') return;
    const feed = { isOver: false };
    this.#feed = feed;
    feedPanel(this.#feedPorts(), feed).catch((cause: unknown) => {
      feed.isOver = true;
      this.#ports.log(`the panel is told nothing more: ${cause instanceof Error ? cause.name : 'a fault'}`);
    });
  }

  #feedPorts(): FeedPorts {
    return { ...this.#ports, onSlice: (slice) => this.#tell(slice) };
  }

  #tell(slice: PanelSlice): void {
    const text = JSON.stringify(slice.value);
    if (!this.#isReady || this.#told.get(slice.part) === text) return;
    this.#told.set(slice.part, text);
    this.#post({ kind: 'slice', slice });
  }

  #post(message: ToPanel): void {
    if (this.#isReady) this.#ports.post(panelMessage(message));
  }

  #read(value: unknown): FromPanel | null {
    try {
      return readFromPanel(value);
    } catch (cause) {
      if (!(cause instanceof PanelMessageError)) throw cause;
      this.#ports.log(cause.message);
      return null;
    }
  }
}
