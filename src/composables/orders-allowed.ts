import { inject, ref, type InjectionKey, type Ref } from 'vue'

/** Whether upgrades may be confirmed and retried on this site. */
export const ordersAllowedKey: InjectionKey<Readonly<Ref<boolean>>> = Symbol('orders allowed')

export function useOrdersAllowed(): Readonly<Ref<boolean>> {
  return inject(ordersAllowedKey, () => ref(true), true)
}
