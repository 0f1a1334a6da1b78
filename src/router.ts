import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import FleetView from './views/FleetView.vue'

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'fleet', component: FleetView },
  { path: '/connect', name: 'connect', component: () => import('./views/ConnectView.vue') },
  { path: '/:rest(.*)*', redirect: '/' },
]

export function createAppRouter() {
  return createRouter({
    history: createWebHashHistory(),
    routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
}
