export { levelOf, type Reach } from './level.ts';
export {
  judge,
  MALICIOUS_MIN,
  pointsOf,
  SCORING_VERSION,
  type ScoringInput,
  SUSPICIOUS_MIN,
  saysTooMuch,
} from './score.ts';
