import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PanelCommand } from '../../protocol/panel.ts';
import { INBOX_ANSWER } from '../../protocol/panel-schema.ts';
import type { InboxAnswer } from '../../protocol/panel-view.ts';
import { faultIn } from '../../protocol/schema-check.ts';
import type { AgentLink } from '../agent-link.ts';
import { ControlFault } from '../control-client.ts';
import type { LinkState } from '../core/link-state.ts';
import { type AgentCall, AgentCallError } from '../core/panel/panel-asks.ts';
import { panelConnection } from '../core/panel/panel-connection.ts';
import { panelHtml } from '../core/panel/panel-html.ts';
import { type PanelPorts, PanelSession } from '../core/panel/panel-session.ts';
import type { Protection } from '../core/protection.ts';
import { userInfoOf } from '../core/user-info.ts';
import type { Accounts } from '../sign-in/accounts.ts';
import { ReviewerSignIn } from './reviewer-sign-in.ts';
import { workspaceQuestion } from './workspace-question.ts';

export interface PanelOptions {
  readonly context: vscode.ExtensionContext;
  readonly link: AgentLink;
  readonly accounts: Accounts;
  /** What is promised at this moment. */
  readonly protection: () => Protection;
  /** Proxy URLs of the sessions that are this editor's, besides the window's own. */
  readonly proxyUrls?: () => readonly string[];
  readonly log: (text: string) => void;
}

/** The panel, while it is registered. */
export interface Panel extends vscode.Disposable {
  /** Opens it there; `approval` is unfolded. */
  show(section: 'approvals' | 'masked' | 'activity' | 'policy', approval: string | null): Promise<void>;
  /** Says anew what is promised. */
  update(): void;
  /** What others ask whoever signed in as a reviewer; null while nobody did, or it cannot be had. */
  inbox(): Promise<InboxAnswer | null>;
}

const VIEW = 'countersign.panel';

/** The view in the activity bar. One conversation at a time: a view that is drawn anew begins another. */
export function registerPanel(options: PanelOptions): Panel {
  const { context, link, accounts, protection } = options;
  const reviewer = new ReviewerSignIn({
    ...{ secrets: context.secrets, accounts },
    collector: () => collectorOf(link.state),
  });
  let session: PanelSession | null = null;
  /** Where a view begins that the editor has not asked for yet. */
  let wanted: (opened: PanelSession) => void = () => {};
  const update = (): void => session?.connected(panelConnection(link.state, protection()));
  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView: (view) => {
      const { webview, onDidDispose, onDidChangeVisibility } = view;
      session?.close();
      const opened = new PanelSession(portsOf(options, reviewer, webview));
      session = opened;
      wanted(opened);
      wanted = () => {};
      webview.options = { enableScripts: true, localResourceRoots: [bundleOf(context)] };
      const run = (done: Promise<void>): void => {
        done.catch((fault: unknown) =>
          options.log(`the panel failed: ${fault instanceof Error ? fault.name : ''}`),
        );
      };
      const received = webview.onDidReceiveMessage((message: unknown) => run(opened.receive(message)));
      // What is out of sight is thrown away, and drawn anew when it comes back.
      onDidChangeVisibility(() => (view.visible ? run(opened.refresh()) : opened.close()));
      onDidDispose(() => {
        opened.close();
        received.dispose();
        if (session === opened) session = null;
      });
      webview.html = htmlOf(context, webview);
      update();
    },
  };
  const registered = vscode.Disposable.from(
    vscode.window.registerWebviewViewProvider(VIEW, provider),
    link.onState(update),
    reviewer.onChange(() => void session?.refresh().catch(() => undefined)),
    reviewer,
  );
  return {
    update,
    show: async (section, approval) => {
      await vscode.commands.executeCommand(`${VIEW}.focus`);
      if (session === null) wanted = (opened) => opened.show(section, approval);
      else session.show(section, approval);
    },
    inbox: () => inboxOf(link, reviewer),
    dispose: () => {
      session?.close();
      registered.dispose();
    },
  };
}

function collectorOf(state: LinkState): string | null {
  return state.kind === 'connected' ? state.status.collector.url : null;
}

function portsOf(options: PanelOptions, reviewer: ReviewerSignIn, webview: vscode.Webview): PanelPorts {
  const { link, log } = options;
  return {
    call: (call) => callAgent(link, call),
    sessionAuthorization: async (session) => authorizationOf(session, options),
    reviewerAuthorization: () => reviewer.authorization(),
    workspace: workspaceQuestion,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    post: (message) => void webview.postMessage(message),
    command: (command) => void vscode.commands.executeCommand(COMMANDS[command]),
    log,
  };
}

const COMMANDS: Readonly<Record<PanelCommand, string>> = {
  'sign-in': 'countersign.signInReviewer',
  'log-in-again': 'countersign.logInAgain',
  'sign-out': 'countersign.signOutReviewer',
  'set-up': 'countersign.setUp',
  doctor: 'countersign.doctor',
  log: 'countersign.showLog',
  restart: 'countersign.startAgent',
};

async function inboxOf(link: AgentLink, reviewer: ReviewerSignIn): Promise<InboxAnswer | null> {
  const authorization = await reviewer.authorization();
  if (authorization === null || link.state.kind !== 'connected') return null;
  try {
    const answer = await callAgent(link, { method: 'GET', path: '/v1/inbox', authorization });
    return faultIn(INBOX_ANSWER, answer) === null ? (answer as InboxAnswer) : null;
  } catch (fault) {
    if (!(fault instanceof AgentCallError)) throw fault;
    return null;
  }
}

async function callAgent(link: AgentLink, call: AgentCall): Promise<unknown> {
  try {
    return await link.call(call);
  } catch (fault) {
    if (!(fault instanceof ControlFault)) throw fault;
    throw new AgentCallError(fault.code === 'refused' ? fault.refusal : 'away', fault.message);
  }
}

/** A session's own credentials, where this editor has them (RFC 7617). */
function authorizationOf(session: string, { link, proxyUrls }: PanelOptions): string | null {
  const own = link.grant === null ? [] : [link.grant.proxyUrl];
  const known = [...own, ...(proxyUrls?.() ?? [])].map(userInfoOf).find(({ id }) => id === session);
  return known === undefined
    ? null
    : `Basic ${Buffer.from(`${known.id}:${known.secret}`).toString('base64')}`;
}

function bundleOf({ extensionUri }: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'panel');
}

function htmlOf(context: vscode.ExtensionContext, webview: vscode.Webview): string {
  const address = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(bundleOf(context), name)).toString();
  return panelHtml({
    cspSource: webview.cspSource,
    nonce: randomBytes(18).toString('base64url'),
    script: address('panel.js'),
    style: address('style.css'),
  });
}
