import { join } from 'node:path';
import type { ClientPlace } from './copilot-command-line.ts';
import { openWire } from './language-server-wire.ts';

const PROGRAM = join(
  import.meta.dirname,
  '../clients/node_modules/@github/copilot-language-server-linux-x64/copilot-language-server',
);

/** Copilot's language server, as editors without Copilot Chat run it. */
export interface LanguageServer {
  /** Signs in by a code that somebody enters at once. */
  readonly signIn: () => Promise<void>;
  /** What it proposes at the end of a file with this text. */
  readonly complete: (name: string, text: string) => Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openLanguageServer({ folder, environment }: ClientPlace): Promise<LanguageServer> {
  const wire = openWire({
    program: PROGRAM,
    args: ['--stdio'],
    ...{ folder, environment },
    // The page of a sign-in is shown, and there are no settings.
    answerTo: (method) => (method === 'window/showDocument' ? { success: true } : null),
  });
  const { ask, tell } = wire;
  await ask('initialize', {
    processId: process.pid,
    workspaceFolders: [{ uri: `file://${folder}`, name: 'work' }],
    capabilities: { workspace: { workspaceFolders: true }, window: { showDocument: { support: true } } },
    initializationOptions: {
      editorInfo: { name: 'an editor', version: '1.0.0' },
      editorPluginInfo: { name: 'a plugin', version: '1.0.0' },
    },
  });
  tell('initialized', {});
  tell('workspace/didChangeConfiguration', { settings: {} });
  let version = 0;
  return {
    async signIn() {
      const { command } = (await ask('signIn', {})) as { readonly command: object };
      await ask('workspace/executeCommand', command);
    },
    async complete(name, text) {
      version += 1;
      const uri = `file://${folder}/${version}-${name}`;
      tell('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version, text } });
      tell('textDocument/didFocus', { textDocument: { uri } });
      const { items } = (await ask('textDocument/inlineCompletion', {
        textDocument: { uri, version },
        position: { line: text.split('\n').length - 1, character: 0 },
        context: { triggerKind: 1 },
        formattingOptions: { tabSize: 2, insertSpaces: true },
      })) as { readonly items: readonly { readonly insertText: string }[] };
      return items.map(({ insertText }) => insertText);
    },
    close: () => wire.close(),
  };
}
