/**
 * What a credential of the collector is for. `agent` works for a person and has that person's subject, so that
 * neither of the two can decide what the other asked. `gateway` is an agent that works for many people, and asks in
 * the name of whoever it knows each request to be of. `admin` revokes.
 */
export type CallerRole = 'agent' | 'developer' | 'reviewer' | 'auditor' | 'gateway' | 'admin';
