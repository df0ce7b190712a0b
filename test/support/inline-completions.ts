import { chatLibrary } from './chat-library.ts';

/** The part of `@vscode/chat-lib` that is used here; its own types need packages that are not installed. */
interface ChatLibrary {
  createInlineCompletionsProvider(options: object): {
    getInlineCompletions(
      document: object,
      position: Position,
    ): Promise<readonly { readonly insertText: string }[] | undefined>;
  };
}

interface Position {
  readonly line: number;
  readonly character: number;
}

/** What was asked, and what the editor would show of the answer. */
export interface Completed {
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly shown: readonly string[];
}

export interface Editor {
  /** Has the client ask for a completion at the cursor, `|` in `text`, and read that answer to it. */
  complete(text: string, answer: readonly Uint8Array[]): Promise<Completed>;
}

/** VS Code's own client for completions. One serves a process: what it keeps globally does not outlive it. */
export function openEditor(): Editor {
  const library = chatLibrary() as ChatLibrary;
  let exchange: { answer: readonly Uint8Array[]; asked: Pick<Completed, 'url' | 'body'> | null } | null =
    null;
  let documents: object[] = [];
  const provider = library.createInlineCompletionsProvider({
    ...EDITOR,
    fetcher: {
      ...FETCHER,
      fetch: async (url: string, { body }: { readonly body: string }) => {
        if (exchange === null) throw new Error('the editor asks unasked');
        exchange.asked = { url, body: JSON.parse(body) };
        return responseOf(exchange.answer);
      },
    },
    documentManager: { ...DOCUMENTS, getTextDocumentsUnsafe: () => documents },
  });
  let opened = 0;
  return {
    async complete(text, answer) {
      opened += 1;
      const document = documentOf(`file:///w/a${opened}.ts`, text.replace('|', ''));
      documents = [document];
      exchange = { answer, asked: null };
      const shown = await provider.getInlineCompletions(document, document.positionAt(text.indexOf('|')));
      const { asked } = exchange;
      if (asked === null) throw new Error('the editor asked for nothing');
      return { ...asked, shown: (shown ?? []).map(({ insertText }) => insertText) };
    },
  };
}

function responseOf(answer: readonly Uint8Array[]): object {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const bytes of answer) controller.enqueue(bytes);
      controller.close();
    },
  });
  const body = Object.assign(stream, { destroy: async () => {} });
  return { status: 200, statusText: 'OK', ok: true, headers: new Headers(), body };
}

function documentOf(uri: string, text: string) {
  const lines = text.split('\n');
  const offsetAt = ({ line, character }: Position): number =>
    lines.slice(0, line).reduce((length, each) => length + each.length + 1, 0) + character;
  const document = {
    uri,
    clientUri: uri,
    languageId: 'typescript',
    clientLanguageId: 'typescript',
    detectedLanguageId: 'typescript',
    version: 1,
    lineCount: lines.length,
    offsetAt,
    getText: (range?: { readonly start: Position; readonly end: Position }) =>
      range === undefined ? text : text.slice(offsetAt(range.start), offsetAt(range.end)),
    positionAt(offset: number): Position {
      const before = text.slice(0, offset).split('\n');
      return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    },
    lineAt(at: number | Position) {
      const line = typeof at === 'number' ? at : at.line;
      const content = lines[line] ?? '';
      const range = { start: { line, character: 0 }, end: { line, character: content.length } };
      return { text: content, range, isEmptyOrWhitespace: content.trim() === '' };
    },
    applyEdits: () => document,
  };
  return document;
}

const nothing = () => ({ dispose: () => {} });

const FETCHER = {
  getUserAgentLibrary: () => 'test',
  disconnectAll: async () => {},
  makeAbortController: () => new AbortController(),
  isAbortError: () => false,
  isInternetDisconnectedError: () => false,
  isFetcherError: () => false,
  isNetworkProcessCrashedError: () => false,
  getUserMessageForFetcherError: () => '',
  fetchWithPagination: async () => [],
};

const DOCUMENTS = {
  onDidChangeTextDocument: nothing,
  onDidOpenTextDocument: nothing,
  onDidCloseTextDocument: nothing,
  onDidFocusTextDocument: nothing,
  onDidChangeWorkspaceFolders: nothing,
  findNotebook: () => undefined,
  getWorkspaceFolders: () => [],
};

const TOKEN = {
  token: 'tid=test',
  endpoints: { proxy: 'https://proxy.individual.githubcopilot.com' },
  getTokenValue: () => undefined,
  isTelemetryEnabled: () => false,
  organizationList: [],
  enterpriseList: [],
};

/** An observable list in which nothing ever happens. */
const NO_DOCUMENTS = {
  get: () => [],
  read: () => [],
  addObserver: () => {},
  removeObserver: () => {},
  reportChanges: () => {},
};

const EDITOR = {
  authService: {
    copilotToken: TOKEN,
    getCopilotToken: async () => TOKEN,
    resetCopilotToken: () => {},
    onDidCopilotTokenChange: nothing,
    onDidAuthenticationChange: nothing,
    onDidAccessTokenChange: nothing,
    onDidAdoAuthenticationChange: nothing,
  },
  telemetrySender: { sendTelemetryEvent: () => {}, sendEnhancedTelemetryEvent: () => {} },
  logTarget: { logIt: () => {} },
  isRunningInTest: true,
  contextProviderMatch: async () => 0,
  statusHandler: { didChange: () => {} },
  workspace: { openDocuments: NO_DOCUMENTS, getWorkspaceRoot: () => undefined, getDocument: () => undefined },
  urlOpener: { open: async () => {} },
  editorInfo: { name: 'vscode', version: '1.104.0' },
  editorPluginInfo: { name: 'test', version: '1' },
  relatedPluginInfo: [],
  editorSession: { sessionId: 'session', machineId: 'machine' },
  notificationSender: { showWarningMessage: async () => undefined },
  endpointProvider: { getAllCompletionModels: async () => [] },
  capiClientService: {},
};
