import { defineAsyncComponent, type AsyncComponentLoader, type Component } from 'vue'
import { ToldError } from '../domain/fault'
import DialogMissing from './DialogMissing.vue'

/** A dialog that comes over the network when it is first opened, as a server that was renewed meanwhile may refuse: then it says so. */
export function lazyDialog<T extends Component>(loader: AsyncComponentLoader<T>): T {
  const load: AsyncComponentLoader<T> = () => loader().catch((cause: unknown) => Promise.reject(new ToldError('no dialog', { cause })))
  return defineAsyncComponent<T>({ loader: load, errorComponent: DialogMissing })
}
