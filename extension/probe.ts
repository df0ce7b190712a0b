import { get } from 'node:http';

/** A name that no server has (RFC 6761): only the agent has an answer for it. */
const PROBE_URL = 'http://countersign.invalid/';
const TIMEOUT_MS = 10_000;
const ANSWER_OF_OURS = /^countersign: /;

/**
 * Whether a request of an extension goes through the agent. The editor puts its proxy settings under `node:http` in the
 * extension host; a request that went direct finds no server of this name.
 */
export function isLedThroughAgent(): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(PROBE_URL, { timeout: TIMEOUT_MS }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text = (text + chunk).slice(0, 100);
      });
      answer.on('error', () => resolve(false));
      answer.on('end', () => resolve(answer.statusCode !== 407 && ANSWER_OF_OURS.test(text)));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
