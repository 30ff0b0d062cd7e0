/** Checkpoints of a run: written so that one is always whole, read back exactly. */
export { CheckpointError } from './errors.ts';
export { listCheckpoints, readAt, readLatest } from './read.ts';
export { openCheckpoints } from './write.ts';

export type { CheckpointErrorCode } from './errors.ts';
export type { CheckpointManifest } from './manifest.ts';
export type { Checkpoint, CheckpointList } from './read.ts';
export type { BegunCheckpoint, CheckpointContent, CheckpointWriter } from './write.ts';
