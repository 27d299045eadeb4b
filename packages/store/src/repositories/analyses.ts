import type { SqlExecutor } from '@weir/model';
import type { AnalysisRepository } from '../api.ts';
import { findSeenAt } from './ids.ts';
import { findAnalysis, recordAnalysis } from './record-analysis.ts';
import { recordUnread } from './record-verdict.ts';

/** Analyses, once per file, ruleset and facts: see AnalysisRepository. */
export function createAnalysisRepository(sql: SqlExecutor): AnalysisRepository {
  return {
    async find(key) {
      const seenAt = findSeenAt(key.fileId);
      return seenAt === null ? null : findAnalysis(sql, { ...key, seenAt });
    },
    record: recordAnalysis,
    recordUnread,
  };
}
