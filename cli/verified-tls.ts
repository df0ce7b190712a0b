const UNVERIFIED = 'NODE_TLS_REJECT_UNAUTHORIZED';

/**
 * Takes out of the environment what has Node accept any certificate: whoever stands in between could be the collector,
 * the policy feed or the identity provider. Gives what to tell people; null when nothing was taken.
 */
export function requireVerifiedTls(environment: NodeJS.ProcessEnv): string | null {
  const value = environment[UNVERIFIED];
  Reflect.deleteProperty(environment, UNVERIFIED);
  return value === '0'
    ? `countersign verifies certificates in spite of ${UNVERIFIED}; an authority of your own goes into NODE_EXTRA_CA_CERTS\n`
    : null;
}
