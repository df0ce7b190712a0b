/** What collectors on one database tell each other of, when the transaction is committed. */
export const CHANNELS = { records: 'countersign_records', approvals: 'countersign_approvals' } as const;
