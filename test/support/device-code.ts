import { cookieJar } from './cookie-jar.ts';

/** Confirms, in a browser on another device, the code that `address` has in it (RFC 8628, 3.3.1). */
export async function enterDeviceCode(address: string): Promise<void> {
  const jar = cookieJar();
  const { url: at, response } = await jar.follow(address);
  const html = await response.text();
  const fields = [...html.matchAll(/<input[^>]*name="(\w+)"[^>]*value="([^"]*)"/g)];
  const body = new URLSearchParams();
  for (const [, name = '', value = ''] of fields) body.set(name, value);
  body.set('confirm', 'yes');
  const action = /action="([^"]+)"/.exec(html)?.[1] ?? at;
  const answer = await jar.fetch(action, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: body.toString(),
  });
  const next = answer.headers.get('location');
  if (next !== null) await jar.follow(new URL(next, at).href);
}
