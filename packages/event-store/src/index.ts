export { addActiveKey, createKeyRing, loadKeyRing, revokeKey } from './keys/key-ring.ts';
export type { KeyRing, KeyState, MasterKey } from './keys/key-ring.ts';
export { openLog } from './open-log.ts';
export type { OpenLogOptions } from './open-log.ts';
export type { Clock, RandomBytes, Scheduler } from './clock.ts';
export { DEFAULT_LIMITS } from './limits.ts';
export type { LogLimits } from './limits.ts';
export type { ProcessIdentity, ProcessTable } from './lock.ts';
export type {
  AppendRequest,
  AppendResult,
  EventLog,
  ExpectedVersion,
  NewEvent,
  ReadOptions,
  Receipt,
  StoredEvent,
} from './types.ts';
export { readLog } from './read.ts';
export type { ReadableLog } from './read.ts';
export { verifyLog } from './verify/verify-log.ts';
export type { VerifyOptions, VerifyProgress } from './verify/verify-log.ts';
export { verifySegment } from './verify/verify-segment.ts';
export type { VerifySegmentOptions } from './verify/verify-segment.ts';
export { createPartService } from './verify/runs/part-service.ts';
export type { PartRequest, PartService } from './verify/runs/part-service.ts';
export type { PartWorkers } from './verify/runs/worker-runs.ts';
export type { CheckedPart } from './verify/runs/clean-run.ts';
export type { Anchor, CheckpointAnchor, ReceiptAnchor } from './verify/anchors.ts';
export type { Finding, FindingCode, LogVerdict, Severity, SubscribeOptions } from './types.ts';
