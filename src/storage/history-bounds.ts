/** Stages that are kept of one device; the oldest go first. */
export const MOST_STAGES_A_DEVICE = 200
/** Ended stages that are kept of all accounts together; the oldest go first, by the hour. */
export const MOST_STAGES = 1_000_000
