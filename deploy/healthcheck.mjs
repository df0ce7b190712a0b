import { get as getClear } from 'node:http';
import { get as getTls } from 'node:https';

/**
 * Ends with 0 when the collector on this machine is ready. Its certificate is for the name that people use, and this is
 * asked on loopback, so it is not looked at: nothing is sent, and nothing of the answer is believed but its status.
 */
const url = new URL(process.env.COUNTERSIGN_READY_URL ?? 'https://127.0.0.1:7421/readyz');
const get = url.protocol === 'https:' ? getTls : getClear;
const request = get(url, { rejectUnauthorized: false, timeout: 4000 }, (response) => {
  response.resume();
  process.exitCode = response.statusCode === 200 ? 0 : 1;
});
request.on('timeout', () => request.destroy());
request.on('error', () => {
  process.exitCode = 1;
});
