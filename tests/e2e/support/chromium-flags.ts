import { sized } from '../../support/soak'

/**
 * A page of a test lives for seconds: to compile its hot code, and compile it again, took a seventh of all processor time and
 * was never earned back. The long forms keep the compilers.
 */
export const UNTUNED: readonly string[] = sized(['--js-flags=--no-sparkplug --no-maglev --no-turbofan'], [])
