import { createRouter, createWebHashHistory } from 'vue-router'
import Overview from './pages/Overview.vue'

// Addresses after #: the server needs to know no page, and no address carries a
// token.
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'overview', component: Overview },
    { path: '/parcels', name: 'parcels', component: () => import('./pages/Parcels.vue') },
    { path: '/parcels/:parcel', name: 'parcel', component: () => import('./pages/Parcel.vue'), props: true },
    { path: '/record/:parcel?', name: 'record', component: () => import('./pages/Record.vue'), props: true },
    { path: '/alarms', name: 'alarms', component: () => import('./pages/Alarms.vue') },
    { path: '/efficiency', name: 'efficiency', component: () => import('./pages/Efficiency.vue') },
    { path: '/me', name: 'me', component: () => import('./pages/Rights.vue') },
    { path: '/authority', name: 'authority', component: () => import('./pages/Authority.vue') },
    { path: '/access', name: 'access', component: () => import('./pages/Access.vue') },
    { path: '/:rest(.*)', name: 'nowhere', component: () => import('./pages/Nowhere.vue') },
  ],
})
