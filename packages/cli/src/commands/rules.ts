import { listYaraRules } from '@weir/analysis';
import { readAnalyzerEnv } from '@weir/analyzer';
import { AppError } from '@weir/model';
import { EXIT_USAGE, renderFailure } from '../output/failure.ts';
import { printableJson } from '../output/printable.ts';
import { renderRuleTable } from '../rules/render.ts';

/**
 * `weir rules`: Weir's YARA rules and those of a folder, with what each costs on the fixed sample. 0, or 2 when rules
 * cannot be used, which are named with file and line.
 */
export async function showRules(options: {
  readonly rules?: string;
  readonly json?: boolean;
}): Promise<number> {
  const dir = options.rules ?? readAnalyzerEnv().WEIR_YARA_RULES ?? null;
  try {
    const rows = await listYaraRules(dir);
    process.stdout.write(`${options.json ? printableJson({ rules: rows }) : renderRuleTable(rows)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    console.error(renderFailure(error, false));
    return EXIT_USAGE;
  }
}
