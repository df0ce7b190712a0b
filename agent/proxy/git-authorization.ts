/** A token for the API is the password of any name over Git (docs.github.com, "Authenticating to GitHub with Git"). */
export function gitAuthorization(authorization: string | null): string | null {
  const token = /^(?:bearer|token) +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return authorization;
  return `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
}
