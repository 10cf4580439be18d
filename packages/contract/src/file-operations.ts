/** What `lh-run filesystem` times, in the order of a round: each call alone. */
export const FILE_OPERATIONS = ['create', 'write', 'fsync', 'read', 'rename', 'unlink'] as const;
export type FileOperation = (typeof FILE_OPERATIONS)[number];
