export { attackVersion, type Tactic, type Technique, tactics, techniquePage, techniques } from './matrix.ts';
