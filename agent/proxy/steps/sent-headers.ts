import { type RawHeaders, withoutMeant } from '../../core/http/headers.ts';
import type { OutgoingCredential } from '../stages.ts';

/** Fields in which a client's own right may stand. */
export const CREDENTIAL_FIELDS = ['authorization', 'cookie', 'private-token', 'job-token', 'deploy-token'];

/** With the credential of the authorize step: the client's own as it came, or a brokered one and no other. */
export function sentHeaders(credential: OutgoingCredential, headers: RawHeaders): RawHeaders {
  switch (credential.kind) {
    case 'passthrough':
      return headers;
    case 'brokered':
      return [...withoutMeant(headers, CREDENTIAL_FIELDS), 'Authorization', credential.authorization];
  }
}
