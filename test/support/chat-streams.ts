import { chatLibrary } from './chat-library.ts';

export type ChatSurface = 'chat-completions' | 'messages' | 'responses';

/** What the chat would show of an answer, and why it says that the answer ended. */
export interface ReadAnswer {
  readonly shown: string;
  readonly finish: string | undefined;
}

interface Finished {
  readonly finishReason?: string;
  readonly reason?: string;
}

type Told = (text: string, index: number, delta: { readonly text?: string }) => Promise<undefined>;
type Read = (response: object, told: Told) => Promise<AsyncIterable<Finished>>;

/** The library exports its parsers of streams from no entry of its own: they are taken from the files they stand in. */
const INSIDE = '/dist/src/_internal/platform';
const { SSEProcessor } = chatLibrary(`${INSIDE}/networking/node/stream.js`) as {
  SSEProcessor: {
    create(
      log: object,
      telemetry: object,
      choices: number,
      response: object,
      cancelled: object,
    ): Promise<{ processSSE(told: Told): AsyncIterable<Finished> }>;
  };
};
const { processResponseFromMessagesEndpoint } = chatLibrary(`${INSIDE}/endpoint/node/messagesApi.js`) as {
  processResponseFromMessagesEndpoint: (...given: readonly unknown[]) => Promise<AsyncIterable<Finished>>;
};
const { processResponseFromChatEndpoint } = chatLibrary(`${INSIDE}/endpoint/node/responsesApi.js`) as {
  processResponseFromChatEndpoint: (...given: readonly unknown[]) => Promise<AsyncIterable<Finished>>;
};

/** Takes every call and says nothing: what is logged and counted is not asked for here. */
const SILENT: object = new Proxy(
  {},
  { get: (_, name) => (name === 'createSubLogger' ? () => SILENT : () => undefined) },
);
const COUNTED = { properties: {}, measurements: {}, extendedBy: () => COUNTED };
const NEVER = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};
/** Makes the parsers, whose last argument is a log. */
const MAKER = {
  createInstance: (Made: new (...given: readonly unknown[]) => object, ...given: readonly unknown[]) =>
    new Made(...given, SILENT, SILENT),
  invokeFunction: () => undefined,
};

const READERS: Readonly<Record<ChatSurface, Read>> = {
  'chat-completions': async (response, told) =>
    (await SSEProcessor.create(SILENT, SILENT, 1, response, NEVER)).processSSE(told),
  messages: (response, told) =>
    processResponseFromMessagesEndpoint(MAKER, SILENT, SILENT, response, told, COUNTED),
  responses: (response, told) =>
    processResponseFromChatEndpoint(MAKER, SILENT, SILENT, response, 1, told, COUNTED),
};

/** Has the parser of VS Code's chat read an answer that arrives in these pieces. */
export async function readAsChat(surface: ChatSurface, pieces: readonly Uint8Array[]): Promise<ReadAnswer> {
  let shown = '';
  let finish: string | undefined;
  const told: Told = async (_text, _index, { text = '' }) => {
    shown += text;
  };
  for await (const end of await READERS[surface](responseOf(pieces), told)) {
    finish = end.finishReason ?? end.reason;
  }
  return { shown, finish };
}

function responseOf(pieces: readonly Uint8Array[]): object {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const headers = new Headers({ 'content-type': 'text/event-stream' });
  return { status: 200, ok: true, headers, body: Object.assign(body, { destroy: async () => undefined }) };
}
