import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { PERIODS_MS, type PeriodMs } from '../domain/insight-window'

const HOUR_MS = 3_600_000
const DEFAULT_HOURS = '24'

/** Period and product of the insight, as the address holds them. */
export function useInsightLink() {
  const route = useRoute()
  const router = useRouter()

  const hours = computed(() => (typeof route.query['hours'] === 'string' ? route.query['hours'] : DEFAULT_HOURS))
  const periodMs = computed<PeriodMs>(() => PERIODS_MS.find((ms) => String(ms / HOUR_MS) === hours.value) ?? PERIODS_MS[2])
  const productId = computed(() => (typeof route.query['product'] === 'string' && route.query['product'] !== '' ? route.query['product'] : null))

  function go(to: { periodMs: PeriodMs; productId: string | null }) {
    const product = to.productId === null ? {} : { product: to.productId }
    void router.replace({ query: { hours: String(to.periodMs / HOUR_MS), ...product } })
  }

  return {
    periodMs,
    productId,
    choosePeriod: (chosen: PeriodMs) => go({ periodMs: chosen, productId: productId.value }),
    chooseProduct: (chosen: string | null) => go({ periodMs: periodMs.value, productId: chosen }),
  }
}
