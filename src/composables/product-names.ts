import { inject, shallowRef, type InjectionKey, type Ref } from 'vue'

/** ProductId → what the account calls the product. */
export type ProductNames = ReadonlyMap<string, string>

export const productNamesKey: InjectionKey<Readonly<Ref<ProductNames>>> = Symbol('product names')

/** The names of the account's products; none where nobody provided any. */
export function useProductNames(): Readonly<Ref<ProductNames>> {
  return inject(productNamesKey, () => shallowRef(new Map()), true)
}
