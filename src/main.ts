import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { connectEngine } from './engine/connect'
import { createI18n, i18nKey } from './i18n/use-i18n'
import { createAppRouter } from './router'
import { mirrorEngine } from './stores/mirror-engine'
import { engineKey } from './stores/engine-link'
import { useSettingsStore } from './stores/settings'
import './styles.css'

const engine = connectEngine()
const app = createApp(App)
app.provide(engineKey, engine)
app.use(createPinia())
const settings = useSettingsStore()
app.provide(
  i18nKey,
  createI18n(() => settings.locale),
)
mirrorEngine(engine)
app.use(createAppRouter())
app.mount('#app')
