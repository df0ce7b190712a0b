import '../elements.ts';
import { render } from 'preact';
import { type EditorApi, openHost } from './host.ts';
import { PanelApp, type PanelInput } from './panel-app.tsx';

declare function acquireVsCodeApi(): EditorApi;

/** What came before the panel was drawn is not lost: it is handed over as soon as somebody listens. */
const early: PanelInput[] = [];
let listener: ((message: PanelInput) => void) | null = null;

const host = openHost(acquireVsCodeApi(), (message) => {
  if (listener === null) early.push(message);
  else listener(message);
});

function listen(next: (message: PanelInput) => void): void {
  listener = next;
  for (const message of early.splice(0)) next(message);
}

const place = document.getElementById('panel');
if (place !== null) render(<PanelApp host={host} listen={listen} />, place);
