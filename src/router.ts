import { createRouter, createWebHashHistory, type RouteLocationNormalized, type RouteRecordRaw } from 'vue-router'
import FleetView from './views/FleetView.vue'

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'fleet', component: FleetView },
  { path: '/connect', name: 'connect', component: () => import('./views/ConnectView.vue') },
  { path: '/insight', name: 'insight', component: () => import('./views/InsightView.vue') },
  { path: '/:rest(.*)*', redirect: '/' },
]

export function createAppRouter() {
  return createRouter({
    history: createWebHashHistory(),
    routes,
    // Another filter or sort is the same page: it stays where it was scrolled to.
    scrollBehavior: (to, from, saved) => (isDrawerOnly(to, from) ? false : (saved ?? (to.path === from.path ? false : { top: 0 }))),
  })
}

/** A drawer was opened, changed or closed; the table behind it stays where it is by now. */
function isDrawerOnly(to: RouteLocationNormalized, from: RouteLocationNormalized): boolean {
  return to.query.device !== from.query.device && viewOf(to) === viewOf(from)
}

function viewOf({ path, query }: RouteLocationNormalized): string {
  return JSON.stringify([path, { ...query, device: undefined }])
}
