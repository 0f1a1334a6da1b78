import { inject, shallowRef, type InjectionKey, type Ref } from 'vue'
import { visibleText } from '../domain/visible-text'

/** ProductId → what the account calls the product. */
export type ProductNames = ReadonlyMap<string, string>

export const productNamesKey: InjectionKey<Readonly<Ref<ProductNames>>> = Symbol('product names')

/** The names of the account's products; none where nobody provided any. */
export function useProductNames(): Readonly<Ref<ProductNames>> {
  return inject(productNamesKey, () => shallowRef(new Map()), true)
}

/** How a product is shown: by its name, or by its id where nobody knows a name. `id` is `null` where `name` is the id already. */
export function describeProduct(productId: string, names: ProductNames | undefined): { readonly name: string; readonly id: string | null } {
  const name = names?.get(productId)
  return { name: visibleText(name ?? productId), id: name === undefined ? null : visibleText(productId) }
}
