import type { RolloutMessages } from './zh-cn-rollouts'

export const enUSRollouts: RolloutMessages = {
  rolloutPanel: {
    more: 'Details',
    open: (count) => `Show all ${count} rollouts`,
    close: 'Collapse',
    count: (count) => `${count} in all`,
    choose: (title) => `Show only ${title}`,
    counted: (kind, count) => `${kind} ${count}`,
    chooseKind: (title, kind) => `Show only the devices of ${title} that are “${kind}”`,
    chooseCause: (title, cause) => `Show only the devices of ${title} that failed with “${cause}”`,
    done: (share) => `${share} done`,
    bar: (title, parts) => `${title} by state: ${parts}`,
    first: (time) => `First activity ${time}`,
    firstBefore: (time) => `First activity no later than ${time}`,
    firstHint: 'When the first of the devices entered the state that it is in now; states before that do not count',
    last: (ago) => `last activity ${ago}`,
    lastNone: 'nothing moved since watching began',
  },
  causes: {
    title: 'Causes of failure',
    none: 'No reason given',
    timedOut: 'Upgrade timed out',
    more: (count) => `${count} more`,
    less: 'Fewer causes',
    chip: (cause) => `Cause: ${cause}`,
    let: 'No longer filter by cause',
    remove: (cause) => `No longer filter by the cause “${cause}”`,
  },
}
