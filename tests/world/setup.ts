/** Before tests that boot interpreters: a bundle that is made from the sources as they are, so that none of them waits for it to be built. */
import { currentBundle } from '../../src/build/runtime/current.ts';

export default currentBundle;
