/**
 * What a credential of the collector is for. `agent` works for a person and has that person's subject, so that
 * neither of the two can decide what the other asked.
 */
export type CallerRole = 'agent' | 'developer' | 'reviewer' | 'auditor';
