export { type KafkaForTests, kafkaForTests } from './desk.ts';
export { type KafkaHarness, startKafka } from './harness.ts';
