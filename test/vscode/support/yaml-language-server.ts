import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openWire } from './language-server-wire.ts';

const PROGRAM = join(
  import.meta.dirname,
  '../clients/node_modules/yaml-language-server/bin/yaml-language-server',
);

/** What an editor shows below a place of a document; lines count from 1. */
export interface Squiggle {
  readonly line: number;
  readonly message: string;
}

/** The program that editors read YAML with, and complete it. */
export interface YamlServer {
  /** What it finds wrong with a document of this text, once it has looked. */
  readonly check: (text: string) => Promise<readonly Squiggle[]>;
  /** What it proposes at the end of this text. */
  readonly complete: (text: string) => Promise<readonly string[]>;
  close(): Promise<void>;
}

interface Diagnostics {
  readonly uri: string;
  readonly diagnostics: readonly {
    readonly range: { readonly start: { readonly line: number } };
    readonly message: string;
  }[];
}

/** Holds documents to this schema. */
export async function openYamlServer(folder: string, schema: string): Promise<YamlServer> {
  const yaml = { validate: true, completion: true, schemas: { [pathToFileURL(schema).href]: '*.yaml' } };
  const looked = new Map<string, (found: Diagnostics) => void>();
  const wire = openWire({
    program: process.execPath,
    args: [PROGRAM, '--stdio'],
    folder,
    environment: { PATH: process.env['PATH'] ?? '', HOME: folder },
    // Of the five that it asks for, the first are its own.
    answerTo: (method) => (method === 'workspace/configuration' ? [yaml, {}, {}, {}, {}] : null),
    onTold(method, params) {
      if (method !== 'textDocument/publishDiagnostics') return;
      const found = params as Diagnostics;
      looked.get(found.uri)?.(found);
    },
  });
  const { ask, tell } = wire;
  const capabilities = { workspace: { configuration: true }, textDocument: { publishDiagnostics: {} } };
  await ask('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities });
  tell('initialized', {});
  tell('workspace/didChangeConfiguration', { settings: { yaml } });
  let opened = 0;
  async function open(text: string): Promise<Diagnostics> {
    opened += 1;
    const uri = pathToFileURL(join(folder, `${opened}.yaml`)).href;
    const { promise, resolve } = Promise.withResolvers<Diagnostics>();
    looked.set(uri, resolve);
    tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    return await promise;
  }
  return {
    async check(text) {
      const { diagnostics } = await open(text);
      return diagnostics.map(({ range, message }) => ({ line: range.start.line + 1, message }));
    },
    async complete(text) {
      const { uri } = await open(text);
      const lines = text.split('\n');
      const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
      const { items } = (await ask('textDocument/completion', { textDocument: { uri }, position })) as {
        readonly items: readonly { readonly label: string }[];
      };
      return items.map(({ label }) => label);
    },
    close: () => wire.close(),
  };
}
