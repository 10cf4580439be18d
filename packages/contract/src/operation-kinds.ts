/** Kinds of operations, in the order that histories number them by: new ones come at the end. */
export const OPERATION_KINDS = [
  'enrol',
  'session',
  'command',
  'review',
  'event',
  'request',
] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];
