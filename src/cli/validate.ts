/** `edgemlsim validate`: everything that `run` would check before it starts anything. */
import type { Command } from 'commander';
import { divisionSkew, prepareExperiment, skewRows } from '../index.ts';
import { formatTable } from './format.ts';
import { prepareOptions, withExperimentOptions, type ExperimentOptions } from './options.ts';

/** Adds the command to the program. */
export function addValidate(program: Command): void {
  withExperimentOptions(program.command('validate <experiment>'))
    .description('check an experiment and the files it names; starts nothing')
    .option('--json', 'print the resolved experiment as JSON')
    .option('--verbose', 'on failure, print the stack too')
    .action(async (file: string, options: ExperimentOptions & { readonly json?: boolean }) => {
      const { experiment, traffic, dataset } = await prepareExperiment(file, prepareOptions(options));
      const text =
        options.json === true
          ? JSON.stringify(experiment, null, 2)
          : `${file}: valid; ${experiment.edgeServers.length} edge servers, mode ${experiment.learning.mode}, traffic ${traffic.file}`;
      process.stdout.write(`${text}\n`);
      if (options.json === true) return;
      const skew = divisionSkew(experiment, dataset);
      const names = experiment.edgeServers.map(({ name }) => name);
      if (skew !== undefined) process.stdout.write(`\n${formatTable(skewRows(skew, names))}\n`);
    });
}
