import * as vscode from 'vscode';
import type { NativeClient } from '../../protocol/web-session.ts';
import { offer } from '../offer.ts';
import { signInWithDevice, type Tokens } from './provider.ts';

const TIMEOUT_MS = 5 * 60_000;

/** Shows a code, and waits until somebody has entered it in a browser. Throws SignInError. */
export async function deviceSignIn(client: NativeClient): Promise<Tokens> {
  const location = vscode.ProgressLocation.Notification;
  const title = 'Countersign: waiting for you to sign in in a browser';
  return vscode.window.withProgress({ location, title, cancellable: true }, (_progress, cancelled) => {
    const stop = new AbortController();
    cancelled.onCancellationRequested(() => stop.abort());
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    return signInWithDevice(client, { signal, show });
  });
}

function show(address: string, code: string): void {
  const host = new URL(address).host;
  void offer('information', `Sign in at ${host}, and check that the code there is ${code}.`, {
    'Open in Browser': () => vscode.env.openExternal(vscode.Uri.parse(address, true)),
    'Copy Address': () => vscode.env.clipboard.writeText(address),
  });
}
