import type { TestProject } from 'vitest/node';
import { openKafkaDesk } from './desk.ts';

/** Vitest globalSetup: one broker for all test files of a run, started when the first one asks. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const desk = await openKafkaDesk();
  project.provide('kafkaDeskUrl', desk.url);
  return async () => {
    await desk[Symbol.asyncDispose]();
  };
}
