/**
 * What a credential of the collector is for. `agent` works for a person and has that person's subject, so that
 * neither of the two can decide what the other asked. `gateway` is an agent that works for many people, and asks in
 * the name of whoever it knows each request to be of. `policy-publisher` sees what policies are rolled out and would
 * do, and no record; what is published is signed elsewhere. `admin` revokes.
 */
export type CallerRole =
  | 'agent'
  | 'developer'
  | 'reviewer'
  | 'auditor'
  | 'policy-publisher'
  | 'gateway'
  | 'admin';
