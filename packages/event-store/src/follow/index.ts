export { LogFollower } from './log-follower.ts';
export type { FollowOptions } from './log-follower.ts';
export type { FollowTurn, SeenEvent, Suspicion } from './follow-turn.ts';
export { FileMarks } from './file-marks.ts';
export type { FileMark, MarksOptions } from './file-marks.ts';
export { createPacedFs } from './paced-fs.ts';
export type { Pace } from './paced-fs.ts';
export { verifySection } from './section.ts';
export type { SectionOptions } from './section.ts';
