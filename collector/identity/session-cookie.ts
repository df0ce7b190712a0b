/** Sent with calls of the API and not with pages. */
const NAME = 'countersign';
const ATTRIBUTES = 'Path=/v1; HttpOnly; SameSite=Strict';

/** The value of our cookie (RFC 6265, 4.2); empty, which is nobody's, where there is none or more than one. */
export function sessionCookie(header: string | undefined): string {
  const values = (header ?? '').split('; ').flatMap((pair) => {
    const [name, value] = pair.split('=', 2);
    return name === NAME && value !== undefined ? [value] : [];
  });
  return values.length === 1 ? (values[0] ?? '') : '';
}

/** `Secure` is left out while the collector serves loopback only, in the clear. */
export function setCookie(value: string, maxAgeMs: number): string {
  return `${NAME}=${value}; Max-Age=${Math.floor(maxAgeMs / 1000)}; ${ATTRIBUTES}`;
}

export function dropCookie(): string {
  return `${NAME}=; Max-Age=0; ${ATTRIBUTES}`;
}
