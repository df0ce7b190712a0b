import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { panelHtml } from '../../extension/core/panel/panel-html.ts';
import {
  type FromPanel,
  type PanelAnswer,
  type PanelAsk,
  type PanelSlice,
  panelMessage,
  readFromPanel,
  type ToPanel,
} from '../../protocol/panel.ts';
import { aReview } from './panel-samples.ts';
import { type PanelTheme, themeSheet } from './panel-themes.ts';
import { barriers } from './reader.ts';

/** The panel in a browser, with this process in the place of the extension. */
export interface PanelInBrowser {
  readonly page: Page;
  /** All that it said, in order. */
  readonly heard: readonly FromPanel[];
  /** What the editor would keep of it on disk. */
  readonly kept: () => Promise<unknown>;
  /** What the browser complained about. */
  readonly complaints: readonly string[];
  /** As the extension posts it. */
  readonly post: (message: object) => Promise<void>;
  readonly send: (message: ToPanel) => Promise<void>;
  readonly show: (...slices: readonly PanelSlice[]) => Promise<void>;
  /** The rules of accessibility that what is shown breaks. */
  readonly barriers: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

export interface PanelOptions {
  readonly theme?: PanelTheme;
  readonly width?: number;
  readonly height?: number;
  /** Answers as the agent would. */
  readonly answer?: (ask: PanelAsk) => Promise<PanelAnswer>;
  readonly kept?: unknown;
  /** In the place of `answer`: takes all that the panel says. */
  readonly onMessage?: (message: unknown) => Promise<void>;
}

const ORIGIN = 'https://panel.test';
const DIST = new URL('../../dist/panel/', import.meta.url);

export async function openPanel(browser: Browser, options: PanelOptions = {}): Promise<PanelInBrowser> {
  const { theme = 'dark', width = 300, height = 700, answer = answerAsAgent } = options;
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const [complaints, heard]: [string[], FromPanel[]] = [[], []];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text());
  });
  const post = (message: object) => page.evaluate(postInPage, message as unknown);
  const send = (message: ToPanel) => post(panelMessage(message));
  await page.exposeFunction('tellHost', async (posted: unknown) => {
    const message = readFromPanel(posted);
    heard.push(message);
    if (options.onMessage !== undefined) await options.onMessage(posted);
    else if (message.kind === 'ask')
      await send({ kind: 'answer', id: message.id, answer: await answer(message.ask) });
  });
  await page.addInitScript(installEditorApi, options.kept ?? null);
  await servePanel(page, theme);
  await page.goto(`${ORIGIN}/`);
  await page.getByRole('tablist').waitFor();
  return {
    page,
    heard,
    complaints,
    ...{ post, send },
    kept: () => page.evaluate('globalThis.keptState'),
    show: async (...slices) => {
      for (const slice of slices) await send({ kind: 'slice', slice });
    },
    barriers: () => barriers(page),
    close: () => context.close(),
  };
}

/** Everything is done as it is pressed; what is asked to be seen is not there. */
export async function answerAsAgent(ask: PanelAsk): Promise<PanelAnswer> {
  return ask.kind === 'review' ? { kind: 'review', review: aReview() } : { kind: 'done' };
}

async function servePanel(page: Page, theme: PanelTheme): Promise<void> {
  const html = panelHtml({
    cspSource: ORIGIN,
    nonce: 'bm9uY2Utb2YtYS10ZXN0',
    script: `${ORIGIN}/panel.js`,
    style: `${ORIGIN}/style.css`,
  });
  const script = await readFile(new URL('panel.js', DIST), 'utf8');
  const style = `${themeSheet(theme)}\n${await readFile(new URL('style.css', DIST), 'utf8')}`;
  await page.route(`${ORIGIN}/**`, (route) => {
    switch (new URL(route.request().url()).pathname) {
      case '/':
        return route.fulfill({ contentType: 'text/html', body: html });
      case '/panel.js':
        return route.fulfill({ contentType: 'text/javascript', body: script });
      case '/style.css':
        return route.fulfill({ contentType: 'text/css', body: style });
      default:
        return route.abort();
    }
  });
}

/** Runs in the page: what the editor does with a message of the extension. */
function postInPage(message: unknown): void {
  const window = globalThis as unknown as { postMessage(message: unknown, origin: string): void };
  window.postMessage(message, '*');
}

/** Runs in the page, before anything of it: what the editor puts into every webview. */
function installEditorApi(kept: unknown): void {
  const editor = globalThis as unknown as {
    keptState: unknown;
    acquireVsCodeApi: () => object;
    tellHost: (message: unknown) => Promise<void>;
  };
  editor.keptState = kept;
  editor.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => void editor.tellHost(message),
    getState: () => editor.keptState,
    setState: (state: unknown) => {
      editor.keptState = state;
    },
  });
}
