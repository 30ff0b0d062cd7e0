/** `edgemlsim report`: the page of a run, or of several laid over each other. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../index.ts';

interface ReportOptions {
  readonly out?: string;
  readonly plots?: boolean;
  readonly compare?: boolean;
}

/** Adds the command to the program. */
export function addReport(program: Command): void {
  program
    .command('report <folders...>')
    .description('write report.html of a run, or with --compare one page that lays runs over each other')
    .option('--out <path>', "folder for the report (default: the run's own); with --compare the page's file")
    .option('--plots', 'also write every plot as .svg and .png')
    .option('--compare', 'lay the runs of two folders or more over each other')
    .option('--verbose', 'on failure, print the stack too')
    .action(report);
}

async function report(folders: readonly string[], options: ReportOptions): Promise<void> {
  checkReportOptions(folders, options);
  // Loads the plot library, for which no other command should wait.
  const { writeComparison, writeReport } = await import('../report/index.ts');
  const written =
    options.compare === true
      ? writeComparison(folders, options.out ?? 'comparison.html')
      : await writeReport(folders[0]!, {
          ...(options.out !== undefined && { out: options.out }),
          plots: options.plots === true,
        });
  const [page, ...plots] = written;
  const more = plots.length === 0 ? '' : `${plots.length} plots in ${join(plots[0]!, '..')}\n`;
  process.stdout.write(`${page!}\n${more}`);
}

/** @throws {UsageError} `E_REPORT_USAGE` for folders and options that do not go together. */
export function checkReportOptions(folders: readonly string[], { compare, plots }: ReportOptions): void {
  if (compare === true && folders.length < 2)
    throw usage('--compare: expected the folders of two runs or more, got one', '--compare');
  if (compare === true && plots === true)
    throw usage('--plots: not with --compare; ask for the plots of each run', '--plots');
  if (compare !== true && folders.length > 1)
    throw usage(
      `report: expected one folder, got ${folders.length}; use --compare to lay runs over each other`,
      'report',
    );
}

function usage(message: string, path: string): UsageError {
  return new UsageError(message, { code: 'E_REPORT_USAGE', path });
}
