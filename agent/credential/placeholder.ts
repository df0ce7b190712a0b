/** What a client shows that holds no credential of its own, where it cannot show none. */
const PLACEHOLDER = 'countersign';

/**
 * Whether an `Authorization` is no credential but a word for the agent's: the user name `countersign` (RFC 7617), whatever
 * its password, or that word in the place of a token (RFC 6750, and GitHub's `token`).
 */
export function isPlaceholder(authorization: string | null): boolean {
  const [, scheme = '', given = ''] = /^(basic|bearer|token) +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() !== 'basic') return given === PLACEHOLDER;
  return Buffer.from(given, 'base64').toString('latin1').startsWith(`${PLACEHOLDER}:`);
}
