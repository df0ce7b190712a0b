export type ControlFaultCode =
  | 'unknown-hold'
  | 'unauthenticated'
  | 'not-your-session'
  | 'forgotten'
  | 'not-found'
  | 'collector'
  | 'other-person'
  | 'too-many';

/** A no of the control API to something that was asked well. The message is shown as it is. */
export class ControlFault extends Error {
  readonly code: ControlFaultCode;

  constructor(code: ControlFaultCode, message: string) {
    super(message);
    this.name = 'ControlFault';
    this.code = code;
  }
}

export const FAULT_STATUS: Readonly<Record<ControlFaultCode, number>> = {
  'unknown-hold': 404,
  unauthenticated: 401,
  'not-your-session': 403,
  forgotten: 410,
  'not-found': 404,
  collector: 502,
  'other-person': 403,
  'too-many': 429,
};
