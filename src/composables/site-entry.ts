import { watch } from 'vue'
import { useDeploymentStore } from '../stores/deployment'
import { useListMarkStore } from '../stores/list-mark'
import { useSessionStore } from '../stores/session'

/**
 * On a site that holds its account's token, goes straight in: there is nothing to type and nothing to choose, and a wall
 * display that starts anew has nobody to press a button. The demo stays for whoever chose it.
 */
export function useSiteEntry(): void {
  const deployment = useDeploymentStore()
  const session = useSessionStore()
  const listMark = useListMarkStore()
  watch(
    () => session.upstream,
    async (upstream) => {
      if (!deployment.siteHoldsToken || upstream === null || upstream.kind === 'site') return
      if (upstream.kind === 'demo' && listMark.hasEntered) return
      if ((await session.enter({ kind: 'site' }, '')) === null) listMark.entered({ kind: 'site' })
    },
    { immediate: true },
  )
}
