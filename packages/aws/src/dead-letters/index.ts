export type { DeadLetter } from './letter-queue.ts';
export type { StreamNotice } from './notices.ts';
export {
  type DeadLetterNames,
  type DeadLetterOffice,
  type DeadLetters,
  type LetterSource,
  openDeadLetterOffice,
} from './open.ts';
export { type LetterContent, readLetter } from './read-letter.ts';
export type { ReplayOptions, ReplayResult } from './replay.ts';
