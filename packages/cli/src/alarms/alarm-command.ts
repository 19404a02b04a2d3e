import type { CustomMetricAlarm } from '@streamalert/config';
import { Command, InvalidArgumentError, Option, type ParseOptionsResult } from 'commander';
import type { EditOptions } from '../edit-conf.ts';
import { UsageError } from '../errors.ts';
import { confOption, dryRunOption, formatOption, positiveNumber } from '../options.ts';
import { type MetricFunction, metricsOf } from './metric-functions.ts';

/** Options of commands that make an alarm on a metric. */
export interface AlarmOptions extends EditOptions {
  readonly metric: string;
  readonly function: MetricFunction;
  readonly comparisonOperator: string;
  readonly evaluationPeriods: number;
  readonly period: number;
  readonly threshold: number;
  readonly alarmDescription: string;
  readonly statistic: string;
  readonly yes?: boolean;
}

const operators = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
];
const statistics = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];

/** A command with the options of 3.5, where one has a short name of two letters, which commander has no word for. */
class AlarmCommand extends Command {
  override parseOptions(args: string[]): ParseOptionsResult {
    return super.parseOptions(args.map((arg) => (arg === '-co' ? '--comparison-operator' : arg)));
  }
}

/** A command that makes an alarm on a metric of one of some functions. */
export function alarmCommand(name: string, functions: readonly MetricFunction[]): Command {
  return new AlarmCommand(name)
    .argument('<name>', 'name of the alarm, unique in the account')
    .requiredOption('-m, --metric <name>', 'metric of the function, e.g. TotalRecords')
    .addOption(new Option('-f, --function <name>', 'function that counts it').choices(functions).makeOptionMandatory())
    .addOption(
      new Option('--comparison-operator <operator>', 'how it is compared with the threshold; also -co')
        .choices(operators)
        .makeOptionMandatory(),
    )
    .requiredOption('-e, --evaluation-periods <count>', 'how many periods are looked at', positiveNumber)
    .requiredOption('-p, --period <seconds>', 'length of a period, a multiple of 60', seconds)
    .requiredOption('-t, --threshold <number>', 'the number it is compared with', anyNumber)
    .option('-d, --alarm-description <text>', 'what it is for', '')
    .addOption(
      new Option('-s, --statistic <name>', 'what is made of the values of a period').choices(statistics).default('Sum'),
    )
    .option('--yes', 'do not ask: switch the metrics on where they are off')
    .addOption(confOption())
    .addOption(formatOption())
    .addOption(dryRunOption());
}

function seconds(text: string): number {
  const value = positiveNumber(text);
  if (value % 60 !== 0) throw new InvalidArgumentError('it takes a multiple of 60.');
  return value;
}

function anyNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('it takes a number.');
  return value;
}

/** CloudWatch looks back a day at most, and takes so long a name and description. */
const limits = { windowSeconds: 86_400, name: 255, description: 1024 };

/**
 * An alarm as `conf/` holds it.
 *
 * @throws UsageError for a metric that is not of the function, and what CloudWatch does not take.
 */
export function alarmOf(name: string, metricName: string, options: AlarmOptions): CustomMetricAlarm {
  const { metric, function: owner, period, evaluationPeriods, alarmDescription } = options;
  const metrics = metricsOf(owner);
  if (!metrics.includes(metric)) throw new UsageError(`${owner} has no metric ${metric}; it has ${metrics.join(', ')}`);
  if (period * evaluationPeriods > limits.windowSeconds) {
    throw new UsageError(`${evaluationPeriods} periods of ${period} s are more than a day, the most there is`);
  }
  if (name === '' || name.length > limits.name) throw new UsageError(`a name has 1 to ${limits.name} characters`);
  if (alarmDescription.length > limits.description) {
    throw new UsageError(`a description has at most ${limits.description} characters`);
  }
  return {
    alarm_description: alarmDescription,
    comparison_operator: options.comparisonOperator,
    evaluation_periods: evaluationPeriods,
    metric_name: metricName,
    period,
    statistic: options.statistic,
    threshold: options.threshold,
  };
}
