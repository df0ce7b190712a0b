import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { changeExtension, type EditorOptions, type EditorServer, startEditorServer } from './editor.ts';
import { type EditorWindow, openChromium, openWindow, type WindowOptions } from './window.ts';

const VSIX = fileURLToPath(new URL('../../../dist/countersign-0.1.0.vsix', import.meta.url));

/** A VS Code in which the packaged extension was installed a moment ago, with one window. */
export interface PackagedEditor {
  readonly browser: Browser;
  /** The present one. */
  readonly server: () => EditorServer;
  readonly window: () => EditorWindow;
  /** Ends the editor as a power cut would, with all it started but what it let go. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Takes the extension out by the editor's command line, while its windows are open. */
  readonly uninstall: () => Promise<void>;
  close(): Promise<void>;
}

export interface PackagedEditorOptions extends EditorOptions {
  readonly show: (server: EditorServer) => Omit<WindowOptions, 'url'>;
}

export async function openPackagedEditor({
  show,
  ...options
}: PackagedEditorOptions): Promise<PackagedEditor> {
  await changeExtension(options.home, { install: VSIX });
  const browser = await openChromium();
  const open = (from: EditorServer) => openWindow(browser, { url: from.url, ...show(from) });
  let server = await startEditorServer(options);
  let window = await open(server);
  return {
    browser,
    server: () => server,
    window: () => window,
    async kill() {
      await window.close();
      await server.close();
    },
    async start() {
      server = await startEditorServer(options);
      window = await open(server);
    },
    uninstall: () => changeExtension(options.home, { uninstall: 'countersign.countersign' }),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
