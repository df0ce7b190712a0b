export interface CookieOptions {
  readonly name: string;
  readonly path: string;
  readonly sameSite: 'Strict' | 'Lax';
  /** Sent over TLS only. False while the collector serves loopback, in the clear. */
  readonly isSecure: boolean;
}

/** One cookie that no script reads (RFC 6265). */
export interface Cookie {
  /** Its value; empty, which is nobody's, where there is none or more than one. */
  read(header: string | undefined): string;
  /** The `Set-Cookie` that sets it. */
  set(value: string, maxAgeMs: number): string;
  drop(): string;
}

export function cookie({ name: plain, path, sameSite, isSecure }: CookieOptions): Cookie {
  const name = isSecure ? `__Secure-${plain}` : plain;
  const attributes = `Path=${path}; HttpOnly; SameSite=${sameSite}${isSecure ? '; Secure' : ''}`;
  return {
    read: (header) => {
      const values = (header ?? '').split('; ').flatMap((pair) => {
        const [its, value] = pair.split('=', 2);
        return its === name && value !== undefined ? [value] : [];
      });
      return values.length === 1 ? (values[0] ?? '') : '';
    },
    set: (value, maxAgeMs) => `${name}=${value}; Max-Age=${Math.floor(maxAgeMs / 1000)}; ${attributes}`,
    drop: () => `${name}=; Max-Age=0; ${attributes}`,
  };
}
