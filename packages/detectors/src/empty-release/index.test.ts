import { describeSamples } from '../testing/samples-suite.ts';
import { samples } from './samples.ts';

describeSamples('empty-release', samples);
