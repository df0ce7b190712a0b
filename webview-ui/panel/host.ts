import {
  type FromPanel,
  type PanelAnswer,
  type PanelAsk,
  type PanelCommand,
  panelMessage,
  readToPanel,
  type ToPanel,
} from '../../protocol/panel.ts';
import { Refusal } from '../client/refusal.ts';

/** What the editor gives a webview, once. */
export interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

type Granted = Exclude<PanelAnswer, { readonly kind: 'refused' }>;

/** The extension, as the panel sees it. */
export interface Host {
  /** Rejects with Refusal when it was refused. */
  readonly ask: (ask: PanelAsk) => Promise<Granted>;
  readonly command: (command: PanelCommand) => void;
  /** Where somebody was; ids alone. */
  readonly kept: unknown;
  readonly keep: (state: object) => void;
}

type Heard = Exclude<ToPanel, { readonly kind: 'answer' }>;

interface Asked {
  readonly resolve: (answer: Granted) => void;
  readonly reject: (refusal: Refusal) => void;
}

/** Owner of what was asked and is not answered. `onMessage` gets what comes unasked. */
export function openHost(api: EditorApi, onMessage: (message: Heard) => void): Host {
  const asked = new Map<number, Asked>();
  let last = 0;
  const post = (message: FromPanel): void => api.postMessage(panelMessage(message));
  addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = readToPanel(data);
    if (message.kind === 'answer') settle(asked, message.id, message.answer);
    else onMessage(message);
  });
  post({ kind: 'ready' });
  return {
    kept: api.getState(),
    keep: (state) => api.setState(state),
    command: (command) => post({ kind: 'command', command }),
    ask: (ask) =>
      new Promise((resolve, reject) => {
        last += 1;
        asked.set(last, { resolve, reject });
        post({ kind: 'ask', id: last, ask });
      }),
  };
}

function settle(asked: Map<number, Asked>, id: number, answer: PanelAnswer): void {
  const waiting = asked.get(id);
  asked.delete(id);
  if (answer.kind === 'refused') waiting?.reject(new Refusal('internal', answer.message, answer.hint));
  else waiting?.resolve(answer);
}
