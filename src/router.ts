import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
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
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  })
}
