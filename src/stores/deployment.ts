import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { readDeployment, USUAL_DEPLOYMENT } from '../domain/deployment'

/** A file of a few bytes from the server that has just sent the page. */
const READ_WITHIN_MS = 3_000

/** What the people who run this site decided; the usual until it is read, and where it cannot be. */
export const useDeploymentStore = defineStore('deployment', () => {
  const deployment = shallowRef(USUAL_DEPLOYMENT)

  /** Once, at the start of the page. Never rejects. */
  async function read(address: string): Promise<void> {
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), READ_WITHIN_MS)
    try {
      const response = await fetch(address, { cache: 'no-store', credentials: 'same-origin', redirect: 'error', signal: limit.signal })
      if (response.ok) deployment.value = readDeployment(await response.text()) ?? USUAL_DEPLOYMENT
    } catch {
      deployment.value = USUAL_DEPLOYMENT
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    read,
    siteHoldsToken: computed(() => deployment.value.token === 'server'),
    ordersAllowed: computed(() => deployment.value.orders),
  }
})
