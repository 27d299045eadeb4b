import type { Logger } from '@weir/model';
import { type logCreator, logLevel } from 'kafkajs';

/**
 * kafkajs' log on ours, one level down: it calls ERROR what it then retries by itself. What does not pass is thrown
 * and logged by the bus.
 */
export function createKafkaLog(logger: Logger): logCreator {
  return () => (entry) => {
    const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...fields } = entry.log;
    const line = { ...fields, kafkajs: message, area: entry.namespace };
    if (entry.level === logLevel.ERROR) logger.warn(line, 'Kafka client trouble');
    else if (entry.level === logLevel.WARN) logger.info(line, 'Kafka client warning');
    else logger.debug(line, 'Kafka client');
  };
}
