import { ApiFault } from './api-fault.ts';

/** Length of a page: what was asked for, else the longest. Throws ApiFault when it is longer than that. */
export function pageLimit(asked: string | undefined, maxPageSize: number): number {
  const limit = asked === undefined ? maxPageSize : Number(asked);
  if (limit >= 1 && limit <= maxPageSize) return limit;
  throw new ApiFault('invalid', `limit is ${limit}, expected 1 to ${maxPageSize}`);
}
