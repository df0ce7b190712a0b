/** A browser without pages: it keeps each host's cookies, and follows where it is sent. */
export interface CookieJar {
  readonly cookies: ReadonlyMap<string, string>;
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** Follows redirects until there is none; says where it came to, with the fragment. */
  follow(url: string): Promise<{ readonly url: string; readonly response: Response }>;
  /** Follows redirects until one leads to `address`, with whatever query, and gives where it leads. */
  sentTo(url: string, address: string): Promise<string>;
}

const MAX_REDIRECTS = 20;

/** Cookies are kept by port as well, which browsers do not: two servers of a test share a host. */
export function cookieJar(): CookieJar {
  const cookies = new Map<string, string>();
  const send = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const { host } = new URL(url);
    const own = [...cookies].flatMap(([name, value]) =>
      name.startsWith(`${host} `) ? [`${name.slice(host.length + 1)}=${value}`] : [],
    );
    const headers = { ...(init.headers as Record<string, string>), cookie: own.join('; ') };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';', 1);
      const [name = '', value = ''] = pair.split(/=(.*)/s, 2);
      const isDropped = value === '' || /max-age=0|1970/i.test(line);
      if (isDropped) cookies.delete(`${host} ${name}`);
      else cookies.set(`${host} ${name}`, value);
    }
    return response;
  };
  return {
    cookies,
    fetch: send,
    follow: async (start) => {
      let url = start;
      for (let hop = 0; hop < MAX_REDIRECTS; hop += 1) {
        const response = await send(url);
        const next = response.headers.get('location');
        if (next === null) return { url, response };
        url = new URL(next, url).href;
      }
      throw new Error('redirected without end');
    },
    sentTo: async (start, address) => {
      const { origin, pathname } = new URL(address);
      let url = start;
      for (let hop = 0; hop < MAX_REDIRECTS && !url.startsWith(`${origin}${pathname}?`); hop += 1) {
        const next = (await send(url)).headers.get('location');
        if (next === null) throw new Error(`nothing leads on from ${new URL(url).pathname}`);
        url = new URL(next, url).href;
      }
      return url;
    },
  };
}
